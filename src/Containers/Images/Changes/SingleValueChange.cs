using Gantry.Linux;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Changes;

/// <summary>USER, WORKDIR and STOPSIGNAL: the rest of the line is one value.</summary>
internal static class SingleValueChange
{
    internal static ImageConfig User(ConfigEdit edit, string rest) => edit.Config with { User = Value(edit, "USER", rest) };

    internal static ImageConfig StopSignal(ConfigEdit edit, string rest)
    {
        var signal = Value(edit, "STOPSIGNAL", rest);
        return SignalNames.Find(signal) is not null
            ? edit.Config with { StopSignal = signal }
            : throw new InvalidException($"invalid signal: {signal}");
    }

    /// <summary>A relative path goes on from the working directory so far.</summary>
    internal static ImageConfig WorkingDirectory(ConfigEdit edit, string rest)
    {
        var given = Value(edit, "WORKDIR", rest);
        var whole = given.StartsWith('/') ? given : $"{edit.Config.WorkingDir}/{given}";
        var components = new List<string>();
        foreach (var component in whole.Split('/'))
        {
            if (component == "..")
            {
                components.RemoveRange(Math.Max(0, components.Count - 1), Math.Min(1, components.Count));
            }
            else if (component is not ("" or "."))
            {
                components.Add(component);
            }
        }

        return edit.Config with { WorkingDir = "/" + string.Join('/', components) };
    }

    private static string Value(ConfigEdit edit, string instruction, string rest) =>
        rest.Length > 0 ? edit.Expand(rest) : throw new InvalidException($"{instruction} requires exactly one argument");
}
