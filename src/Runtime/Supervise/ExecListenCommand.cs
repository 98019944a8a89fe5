using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Cli;

namespace Gantry.Runtime.Supervise;

/// <summary><c>gantry-runtime exec-listen PROGRAM ARGUMENT…</c>: becomes a program that is given sockets, and says that they are meant for it.</summary>
/// <remarks>LISTEN_PID of sd_listen_fds(3) is the pid of the program itself, which whoever spawns it cannot know beforehand.</remarks>
public static class ExecListenCommand
{
    public const string Name = "exec-listen";

    private const int NotExecuted = 127;

    public static int Run(string[] args)
    {
        try
        {
            // .NET ignores SIGPIPE, and what is ignored stays so across execve.
            Kernel.ResetSignal(Signal.SIGPIPE);
            Kernel.Execute(args[0], args, [.. Surroundings.Without("LISTEN_PID"), $"LISTEN_PID={Environment.ProcessId}"]);
        }
        catch (LinuxException e)
        {
            Output.Error($"gantry-runtime {Name}: {e.Message}");
        }

        return NotExecuted;
    }
}
