using System.Runtime.InteropServices;
using System.Text.Json;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Config;

/// <summary>A read <c>config.json</c>; its seccomp profile, which is long and mostly compiled already, stays as it stands there.</summary>
internal sealed record ConfigDocument
{
    public required RuntimeConfig Config { get; init; }

    /// <summary>The bytes of <c>linux.seccomp</c>; empty where there is none.</summary>
    public required ReadOnlyMemory<byte> SeccompJson { get; init; }

    /// <summary>The whole file.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    public static ReadOnlyMemory<byte> SeccompOf(JsonElement root) =>
        root.TryGetProperty("linux", out var linux)
        && linux.ValueKind == JsonValueKind.Object
        && linux.TryGetProperty("seccomp", out var seccomp)
        && seccomp.ValueKind == JsonValueKind.Object
            ? JsonMarshal.GetRawUtf8Value(seccomp).ToArray()
            : ReadOnlyMemory<byte>.Empty;
}
