using System.Globalization;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Sockets;

/// <summary>The listening sockets that a supervisor gave to this process, by name.</summary>
/// <remarks>sd_listen_fds(3): LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES; descriptors from 3 on.</remarks>
internal static class InheritedSockets
{
    private const int First = 3;
    private const string PidVariable = "LISTEN_PID";
    private const string CountVariable = "LISTEN_FDS";
    private const string NamesVariable = "LISTEN_FDNAMES";

    /// <summary>Takes them, and marks them so that no child inherits them.</summary>
    public static IReadOnlyDictionary<string, FileDescriptor> Take()
    {
        var isMeant = Number(PidVariable) == Environment.ProcessId;
        var count = Number(CountVariable) ?? 0;
        var names = Environment.GetEnvironmentVariable(NamesVariable)?.Split(':') ?? [];
        foreach (var variable in (ReadOnlySpan<string>)[PidVariable, CountVariable, NamesVariable])
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        var sockets = new Dictionary<string, FileDescriptor>();
        for (var index = 0; isMeant && index < count; index++)
        {
            var socket = new FileDescriptor(First + index);
            Kernel.SetCloseOnExec(socket);
            sockets[index < names.Length ? names[index] : $"{index}"] = socket;
        }

        return sockets;
    }

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
