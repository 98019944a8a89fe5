namespace Gantry.Linux.Seccomp;

/// <summary>One instruction of a classic BPF program, as a seccomp filter is made of.</summary>
/// <remarks>The layout is that of <c>struct sock_filter</c>. Jumps count instructions from the next one.</remarks>
public readonly record struct BpfInstruction(ushort Code, byte JumpTrue, byte JumpFalse, uint Operand)
{
    /// <summary>The most instructions the kernel takes in one filter (BPF_MAXINSNS).</summary>
    public const int MaxProgramLength = 4096;

    private const ushort Load = 0x20;
    private const ushort Jump = 0x05;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpGreater = 0x25;
    private const ushort JumpAnyBit = 0x45;
    private const ushort Return = 0x06;

    /// <summary>Loads <c>nr</c> of <c>struct seccomp_data</c>.</summary>
    public static BpfInstruction LoadSyscall => new(Load, 0, 0, 0);

    /// <summary>Loads <c>arch</c> of <c>struct seccomp_data</c>: an AUDIT_ARCH value.</summary>
    public static BpfInstruction LoadArchitecture => new(Load, 0, 0, 4);

    public static BpfInstruction Skip(int count) => new(Jump, 0, 0, (uint)count);

    public static BpfInstruction UnlessEqualSkip(uint value, byte count) => new(JumpEqual, 0, count, value);

    public static BpfInstruction UnlessGreaterSkip(uint value, byte count) => new(JumpGreater, 0, count, value);

    public static BpfInstruction UnlessAnyBitSkip(uint bits, byte count) => new(JumpAnyBit, 0, count, bits);

    public static BpfInstruction Answer(SeccompAction action) => new(Return, 0, 0, action.Value);
}
