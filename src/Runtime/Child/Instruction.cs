using System.Runtime.InteropServices;

namespace Gantry.Runtime.Child;

/// <summary>One step of a child's program, laid out in unmanaged memory before the clone.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Instruction
{
    public Operation Operation;

    /// <summary>For <see cref="Operation.Call"/>: the system call.</summary>
    public nint Number;

    public nint A0;
    public nint A1;
    public nint A2;
    public nint A3;
    public nint A4;
    public nint A5;

    /// <summary>Bit n: argument n is the address of an <c>int</c> that is read when the call is made.</summary>
    public byte Indirect;

    /// <summary>Where the result goes; null drops it.</summary>
    public int* Result;

    /// <summary>Bit n: errno n is no failure, but leads to <see cref="OnAllowed"/>.</summary>
    public ulong Allowed;

    /// <summary>The index of the step after success.</summary>
    public int OnSuccess;

    /// <summary>The index of the step after an allowed error.</summary>
    public int OnAllowed;

    /// <summary>What failed, for the message: zero-terminated; never null.</summary>
    public byte* What;

    /// <summary>On what it failed: zero-terminated, or null.</summary>
    public byte* Subject;

    /// <summary>What all of it was for: zero-terminated, or null.</summary>
    public byte* Context;
}

internal enum Operation
{
    /// <summary>Makes the system call.</summary>
    Call,

    /// <summary>Goes to OnSuccess where the int at A0, masked by A1, equals A2, else to OnAllowed.</summary>
    Compare,

    /// <summary>Reports errno A0, zero for a text that says all, and ends.</summary>
    Fail,

    /// <summary>Reports a process of the child's that failed: its wait status is in the int at A0; and ends.</summary>
    FailEnded,

    /// <summary>From here on errors are reported to the descriptor in the int at A0.</summary>
    ReportTo,
}
