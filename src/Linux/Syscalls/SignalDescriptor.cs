using System.Buffers.Binary;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int SignalMaskBytes = 8;
    private const int BlockSignals = 0;
    private const int SignalInfoBytes = 128;
    private const int SignalCloseOnExec = 0x80000;

    /// <summary>Every signal that can be blocked.</summary>
    public const ulong AllSignals = ulong.MaxValue;

    /// <summary>The bit of a signal in a mask.</summary>
    public static ulong MaskOf(Signal signal) => 1UL << ((int)signal - 1);

    /// <summary>Blocks signals in the calling thread, and in what it executes.</summary>
    /// <remarks>rt_sigprocmask(2)</remarks>
    public static unsafe void BlockSignalMask(ulong mask) =>
        Check(Invoke(SyscallNumber.RtSigProcMask, BlockSignals, (nint)(&mask), 0, SignalMaskBytes), "rt_sigprocmask");

    /// <summary>Whether the calling thread has blocked a signal.</summary>
    public static unsafe bool IsBlocked(Signal signal)
    {
        ulong mask = 0;
        Check(Invoke(SyscallNumber.RtSigProcMask, BlockSignals, 0, (nint)(&mask), SignalMaskBytes), "rt_sigprocmask");
        return (mask & MaskOf(signal)) != 0;
    }

    /// <summary>A descriptor that gives blocked signals to be read.</summary>
    /// <remarks>signalfd(2)</remarks>
    public static unsafe FileDescriptor SignalDescriptor(ulong mask) =>
        Open(Invoke(SyscallNumber.SignalFd4, -1, (nint)(&mask), SignalMaskBytes, SignalCloseOnExec), "signalfd");

    /// <summary>Takes the next signal from such a descriptor; blocks until there is one.</summary>
    public static Signal ReadSignal(FileDescriptor descriptor)
    {
        Span<byte> info = stackalloc byte[SignalInfoBytes];
        Read(descriptor, info);
        return (Signal)BinaryPrimitives.ReadInt32LittleEndian(info);
    }
}
