using System.Runtime.InteropServices;

namespace Gantry.Linux.Bpf;

/// <summary>One instruction of the kernel's virtual machine.</summary>
/// <remarks>struct bpf_insn; Documentation/bpf/standardization/instruction-set.rst</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct BpfInstruction(byte Opcode, byte Registers, short Offset, int Immediate)
{
    private const byte LoadWord = 0x61;
    private const byte MoveRegister = 0xbf;
    private const byte MoveImmediate = 0xb7;
    private const byte ShiftRightImmediate = 0x77;
    private const byte AndImmediate = 0x57;
    private const byte JumpUnlessEqual = 0x55;
    private const byte JumpIfAnyBit = 0x45;
    private const byte JumpAlways = 0x05;
    private const byte ExitProgram = 0x95;

    /// <summary>destination = the 32 bits at source + offset</summary>
    public static BpfInstruction Load(int destination, int source, short offset) => Make(LoadWord, destination, source, offset);

    /// <summary>destination = source</summary>
    public static BpfInstruction Copy(int destination, int source) => Make(MoveRegister, destination, source);

    /// <summary>destination = value</summary>
    public static BpfInstruction Set(int destination, int value) => Make(MoveImmediate, destination, immediate: value);

    /// <summary>destination >>= bits</summary>
    public static BpfInstruction ShiftRight(int destination, int bits) => Make(ShiftRightImmediate, destination, immediate: bits);

    /// <summary>destination &amp;= mask, which is widened with its sign</summary>
    public static BpfInstruction And(int destination, int mask) => Make(AndImmediate, destination, immediate: mask);

    /// <summary>Skips instructions unless the register has the value.</summary>
    public static BpfInstruction SkipUnless(int register, int value, int count) => Make(JumpUnlessEqual, register, 0, (short)count, value);

    /// <summary>Skips instructions if the register has any bit of the mask.</summary>
    public static BpfInstruction SkipIfAny(int register, int mask, int count) => Make(JumpIfAnyBit, register, 0, (short)count, mask);

    public static BpfInstruction Skip(int count) => Make(JumpAlways, offset: (short)count);

    /// <summary>Ends the program with the value of register 0.</summary>
    public static BpfInstruction Exit() => Make(ExitProgram);

    private static BpfInstruction Make(byte opcode, int destination = 0, int source = 0, short offset = 0, int immediate = 0) =>
        new(opcode, (byte)(destination | (source << 4)), offset, immediate);
}
