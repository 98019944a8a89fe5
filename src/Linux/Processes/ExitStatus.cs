namespace Gantry.Linux.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Code">0 to 255; 0 where a signal ended it.</param>
/// <param name="Signal">None where it exited by itself.</param>
public readonly record struct ExitStatus(int Code, Signal Signal)
{
    private const int CldExited = 1;

    /// <summary>One number for both, as shells and container engines report it: 128 + n for signal n.</summary>
    public int ShellCode => Signal == Signal.None ? Code : 128 + (int)Signal;

    public override string ToString() => Signal == Signal.None ? $"exit status {Code}" : $"signal {Signal}";

    /// <summary>Reads what wait4(2) answered of a process that has ended.</summary>
    public static ExitStatus FromWaitStatus(int status) =>
        (status & 0x7F) is not 0 and var signal ? new ExitStatus(0, (Signal)signal) : new ExitStatus((status >> 8) & 0xFF, Signal.None);

    /// <summary>Reads what waitid(2) filled in.</summary>
    /// <param name="code">Its <c>si_code</c>: CLD_EXITED, CLD_KILLED or CLD_DUMPED.</param>
    /// <param name="status">Its <c>si_status</c>.</param>
    internal static ExitStatus From(int code, int status) =>
        code == CldExited ? new ExitStatus(status, Signal.None) : new ExitStatus(0, (Signal)status);
}

/// <summary>A child that has been waited for; its number is free for others.</summary>
public readonly record struct Reaped(int Pid, ExitStatus Status);
