using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Supervise;

/// <summary>The signals that ask a supervisor to end.</summary>
internal static class EndSignals
{
    public static ulong Mask { get; } = Kernel.MaskOf(Signal.SIGTERM) | Kernel.MaskOf(Signal.SIGINT) | Kernel.MaskOf(Signal.SIGHUP);
}
