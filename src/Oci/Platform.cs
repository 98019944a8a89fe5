using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Gantry.Oci;

/// <summary>What an image runs on, in Go's words: <c>linux</c>, <c>amd64</c>.</summary>
/// <remarks>image-spec image-index.md "platform"</remarks>
public sealed record Platform
{
    [JsonPropertyName("architecture")]
    public string Architecture { get; init; } = "";

    [JsonPropertyName("os")]
    public string Os { get; init; } = "";

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    /// <summary>Such as <c>v8</c>; null where the architecture has one kind only.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>The machine that this process runs on.</summary>
    public static Platform Host { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => new() { Os = "linux", Architecture = "amd64" },
        System.Runtime.InteropServices.Architecture.Arm64 => new() { Os = "linux", Architecture = "arm64", Variant = "v8" },
        var other => new() { Os = "linux", Architecture = other.ToString().ToLowerInvariant() },
    };

    /// <summary>As users write it: <c>linux/arm64/v8</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
