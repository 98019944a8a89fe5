namespace Gantry.Linux.Seccomp;

/// <summary>How an argument is compared.</summary>
/// <remarks>enum scmp_compare of seccomp.h</remarks>
public enum SeccompOperator
{
    NotEqual = 1,
    Less = 2,
    LessOrEqual = 3,
    Equal = 4,
    GreaterOrEqual = 5,
    Greater = 6,

    /// <summary>The argument, masked by the first operand, equals the second.</summary>
    MaskedEqual = 7,
}

/// <summary>A condition on one argument of a system call.</summary>
/// <param name="Index">0 to 5.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Operand">What the argument is compared with; the mask of <see cref="SeccompOperator.MaskedEqual"/>.</param>
/// <param name="MaskedOperand">What <see cref="SeccompOperator.MaskedEqual"/> expects under the mask; else unused.</param>
/// <remarks>The layout is that of <c>struct scmp_arg_cmp</c>.</remarks>
public readonly record struct SeccompComparison(uint Index, SeccompOperator Operator, ulong Operand, ulong MaskedOperand);
