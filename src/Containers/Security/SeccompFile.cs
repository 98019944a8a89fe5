using System.Text.Json;
using Gantry.Linux;

namespace Gantry.Containers.Security;

/// <summary>Reads the profile that a user gives for a container, in the format of <see cref="ConditionalSeccompProfile"/>.</summary>
public static class SeccompFile
{
    /// <summary>Parses a profile; its conditions are read when it is resolved.</summary>
    /// <exception cref="InvalidException">It is no JSON, or a field has the wrong type.</exception>
    public static ConditionalSeccompProfile Parse(string json)
    {
        try
        {
            var profile = JsonSerializer.Deserialize(json, SeccompFileJson.Default.ConditionalSeccompProfile);
            return profile is not null && IsWhole(profile.Syscalls) && IsWhole(profile.ArchitectureMap)
                ? profile
                : throw new InvalidException("Decoding seccomp profile failed: null stands for an object");
        }
        catch (JsonException e)
        {
            throw new InvalidException($"Decoding seccomp profile failed: {e.Message}", e);
        }
    }

    private static bool IsWhole<T>(IReadOnlyList<T>? list)
        where T : class => list is null || list.All(element => element is not null);

    /// <summary>Exactly two numbers, such as <c>4.8</c>.</summary>
    /// <exception cref="InvalidException">It is anything else.</exception>
    internal static KernelVersion ParseKernel(string text) =>
        KernelVersion.FromRelease(text) is { } version && version.ToString() == text && version > default(KernelVersion)
            ? version
            : throw new InvalidException($"invalid kernel version: \"{text}\", expected \"<kernel>.<major>\"");
}
