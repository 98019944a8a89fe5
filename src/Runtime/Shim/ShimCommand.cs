using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim;

/// <summary><c>gantry-runtime shim</c>: supervises one container. Descriptor 3 is a listening unix socket, over whose connections all else is said; 4 and 5 may be sockets to keep.</summary>
/// <remarks>
/// It ends by itself after its container has. SIGTERM, SIGINT and SIGHUP do nothing: a host that shuts down sends them to everybody, and the shim is
/// to record how its container takes it. SIGKILL ends it, and leaves the container running unsupervised.
/// </remarks>
public static class ShimCommand
{
    private const int Listening = 3;

    // Kept open and never touched: a container's sockets for names, which a daemon borrows (pidfd_getfd), so that what is asked while there is
    // none waits in them.
    private const int LastKept = 5;
    private const string LeastLikelyKilled = "-998";

    public static int Run(string[] args)
    {
        if (args.Length != 0)
        {
            ContainerShim.Complain("takes no arguments: what it is to do comes over the socket that is descriptor 3");
            return 2;
        }

        Kernel.NameThread("gantry-shim"u8);
        Detach();
        using var listening = new FileDescriptor(Listening);
        Kernel.SetNonBlocking(listening);
        new ContainerShim(listening).Run();
        return 0;
    }

    private static void Detach()
    {
        Kernel.CloseFrom(LastKept + 1);
        Kernel.StartSession();
        Kernel.Prctl(PrctlOption.SetChildSubreaper, 1);
        foreach (var signal in (ReadOnlySpan<Signal>)[Signal.SIGTERM, Signal.SIGINT, Signal.SIGHUP, Signal.SIGPIPE])
        {
            Kernel.IgnoreSignal(signal);
        }

        // What the daemon's directory is on must stay unmountable.
        Environment.CurrentDirectory = "/";
        ProtectFromMemoryKiller();
    }

    private static void ProtectFromMemoryKiller()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", LeastLikelyKilled);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Needs CAP_SYS_RESOURCE. Without it the score stays the daemon's.
        }
    }
}
