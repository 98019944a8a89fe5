using System.Runtime.InteropServices;
using Gantry.Linux.Seccomp;

namespace Gantry.Runtime.Tests.Seccomp;

/// <summary>Runs a filter as the kernel does, for architectures that this machine is not.</summary>
internal static class BpfMachine
{
    public const uint X64 = 0xC000003E;
    public const uint X86 = 0x40000003;
    public const uint Arm64 = 0xC00000B7;
    public const int X32Bit = 0x40000000;

    public static SeccompAction Run(ReadOnlyMemory<byte> program, uint architecture, int syscall, params ReadOnlySpan<ulong> arguments)
    {
        var instructions = MemoryMarshal.Cast<byte, BpfInstruction>(program.Span);
        var data = Data(architecture, syscall, arguments);
        uint accumulator = 0;
        for (var at = 0; ; at++)
        {
            var now = instructions[at];
            switch (now.Code)
            {
                case 0x20:
                    accumulator = BitConverter.ToUInt32(data, (int)now.Operand);
                    break;
                case 0x54:
                    accumulator &= now.Operand;
                    break;
                case 0x06:
                    return new SeccompAction(now.Operand);
                case 0x05:
                    at += (int)now.Operand;
                    break;
                default:
                    at += Holds(now, accumulator) ? now.JumpTrue : now.JumpFalse;
                    break;
            }
        }
    }

    private static bool Holds(BpfInstruction jump, uint accumulator) => jump.Code switch
    {
        0x15 => accumulator == jump.Operand,
        0x25 => accumulator > jump.Operand,
        0x35 => accumulator >= jump.Operand,
        0x45 => (accumulator & jump.Operand) != 0,
        _ => throw new InvalidOperationException($"instruction 0x{jump.Code:x2}"),
    };

    // struct seccomp_data: nr, arch, instruction pointer, six arguments.
    private static byte[] Data(uint architecture, int syscall, ReadOnlySpan<ulong> arguments)
    {
        var data = new byte[64];
        BitConverter.TryWriteBytes(data.AsSpan(0), syscall);
        BitConverter.TryWriteBytes(data.AsSpan(4), architecture);
        for (var i = 0; i < arguments.Length; i++)
        {
            BitConverter.TryWriteBytes(data.AsSpan(16 + (8 * i)), arguments[i]);
        }

        return data;
    }
}
