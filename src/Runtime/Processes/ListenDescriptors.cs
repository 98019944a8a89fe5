using System.Globalization;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Processes;

/// <summary>Sockets that the runtime's caller was activated by, and that are the container's: descriptors from 3 on.</summary>
/// <remarks>sd_listen_fds(3)</remarks>
internal static class ListenDescriptors
{
    /// <summary>How many there are; none where they are meant for another process.</summary>
    public static int Count() => Number("LISTEN_PID") == Environment.ProcessId && Number("LISTEN_FDS") is > 0 and var count ? count : 0;

    /// <summary>The process, told of the descriptors; it is the first one of its pid namespace.</summary>
    public static ContainerProcess AddTo(ContainerProcess process, int count) =>
        count == 0 ? process : process with { Env = [.. process.Env ?? [], $"LISTEN_FDS={count}", "LISTEN_PID=1"] };

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
