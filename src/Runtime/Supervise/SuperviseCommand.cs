using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Cli;

namespace Gantry.Runtime.Supervise;

/// <summary><c>gantry-runtime supervise --lock FILE --notify FILE [--log FILE] --listen NAME=PATH… [--group GID] -- PROGRAM ARGUMENT…</c>: see <see cref="Supervisor"/>.</summary>
public static class SuperviseCommand
{
    private const int UsageStatus = 2;
    private const int FailedStatus = 1;

    private static readonly OptionSet Known = new(["lock", "notify", "log", "listen", "group"], []);

    public static int Run(string[] args)
    {
        if (!Kernel.IsBlocked(Signal.SIGTERM))
        {
            // Only execve gives all threads of a process, of which there are two by now, a mask.
            Kernel.BlockSignalMask(EndSignals.Mask);
            Kernel.Execute("/proc/self/exe", ["gantry-runtime", "supervise", .. args], Surroundings.All);
        }

        try
        {
            return Supervise(SuperviseOptions.Of(Options.Parse(args, Known)));
        }
        catch (UsageException e)
        {
            Output.Error($"gantry-runtime supervise: {e.Message}");
            return UsageStatus;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Output.Error($"gantry-runtime supervise: {e.Message}");
            return FailedStatus;
        }
    }

    private static int Supervise(SuperviseOptions options)
    {
        using var held = SupervisorLock.Take(options.LockFile);
        Kernel.Prctl(PrctlOption.SetChildSubreaper, 1);
        using var sockets = ListeningSockets.Bind(options.Listen, options.Group);
        using var supervisor = new Supervisor(options, sockets);
        return supervisor.Run();
    }
}
