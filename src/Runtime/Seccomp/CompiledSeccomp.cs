using Gantry.Linux.Seccomp;

namespace Gantry.Runtime.Seccomp;

/// <summary>A filter ready for seccomp(SECCOMP_SET_MODE_FILTER).</summary>
/// <param name="Program">
/// An array of <see cref="BpfInstruction"/>, 8 bytes each, at most <see cref="BpfInstruction.MaxProgramLength"/> of them.
/// </param>
/// <param name="Flags">
/// With <see cref="SeccompFlags.NewListener"/> the call returns the descriptor that <see cref="SeccompListener"/> sends.
/// </param>
public sealed record CompiledSeccomp(ReadOnlyMemory<byte> Program, SeccompFlags Flags)
{
    /// <summary>Bytes of one instruction.</summary>
    public const int InstructionSize = 8;

    public bool HasListener => Flags.HasFlag(SeccompFlags.NewListener);
}
