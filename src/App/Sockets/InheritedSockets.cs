using System.Globalization;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Sockets;

/// <summary>The listening sockets that a supervisor gave to this process, by name.</summary>
/// <remarks>sd_listen_fds(3): LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES; descriptors from 3 on.</remarks>
internal static class InheritedSockets
{
    private const int First = 3;

    /// <summary>Takes them, and marks them so that no child inherits them.</summary>
    public static IReadOnlyDictionary<string, FileDescriptor> Take()
    {
        var sockets = new Dictionary<string, FileDescriptor>();
        if (Variable("LISTEN_PID") != Environment.ProcessId || Variable("LISTEN_FDS") is not (> 0 and var count))
        {
            return sockets;
        }

        var names = Environment.GetEnvironmentVariable("LISTEN_FDNAMES")?.Split(':') ?? [];
        for (var index = 0; index < count; index++)
        {
            var socket = new FileDescriptor(First + index);
            Kernel.SetCloseOnExec(socket);
            sockets[index < names.Length ? names[index] : $"{index}"] = socket;
        }

        return sockets;
    }

    private static int? Variable(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
