using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Child;

/// <summary>Runs a program in the process that clone3 made: nothing here allocates, throws, locks or lets a collection begin.</summary>
/// <remarks>
/// The child has one thread and a copy of the parent's heap. A collection could never end there, for the threads that it would wait for do not exist.
/// Hence only pointers, and imports without a transition of the garbage collector. The end is execve, or a report and exit_group.
/// </remarks>
internal static unsafe partial class ChildLoop
{
    /// <summary>What the child exits with after it has reported an error.</summary>
    private const int FailedStatus = 1;

    private const int Interrupted = 4;

    /// <summary>Never returns.</summary>
    public static void Run(Instruction* program, int reportTo)
    {
        var at = program;
        while (true)
        {
            switch (at->Operation)
            {
                case Operation.Call:
                    at = program + Call(at, reportTo);
                    break;
                case Operation.Compare:
                    at = program + ((*(int*)at->A0 & (int)at->A1) == (int)at->A2 ? at->OnSuccess : at->OnAllowed);
                    break;
                case Operation.ReportTo:
                    reportTo = *(int*)at->A0;
                    at = program + at->OnSuccess;
                    break;
                case Operation.FailEnded:
                    Report(at, *(int*)at->A0, reportTo, ReportKind.FailedProcess);
                    break;
                default:
                    Report(at, (int)at->A0, reportTo);
                    break;
            }
        }
    }

    private static int Call(Instruction* at, int reportTo)
    {
        nint result;
        int errno;
        do
        {
            result = Invoke(at->Number, Argument(at, 0), Argument(at, 1), Argument(at, 2), Argument(at, 3), Argument(at, 4), Argument(at, 5));
            errno = result == -1 ? *ErrnoLocation() : 0;
        }
        while (errno == Interrupted);

        if (errno == 0)
        {
            if (at->Result != null)
            {
                *at->Result = (int)result;
            }

            return at->OnSuccess;
        }

        if (errno >= 64 || (at->Allowed & (1UL << errno)) == 0)
        {
            Report(at, errno, reportTo);
        }

        return at->OnAllowed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Argument(Instruction* at, int index)
    {
        var value = (&at->A0)[index];
        return (at->Indirect & (1 << index)) == 0 ? value : *(int*)value;
    }

    /// <summary>Sends what <see cref="ChildReport"/> reads: kind, errno, what, subject, context; then ends the process.</summary>
    private static void Report(Instruction* at, int errno, int reportTo, ReportKind kind = ReportKind.Failed)
    {
        byte end = 0;
        var parts = stackalloc nint[12];
        parts[0] = (nint)(&kind);
        parts[1] = 1;
        parts[2] = (nint)(&errno);
        parts[3] = sizeof(int);
        parts[4] = (nint)at->What;
        parts[5] = Length(at->What) + 1;
        parts[6] = (nint)at->Subject;
        parts[7] = Length(at->Subject);
        parts[8] = (nint)(&end);
        parts[9] = 1;
        parts[10] = (nint)at->Context;
        parts[11] = Length(at->Context);
        Invoke(SyscallNumber.WriteV, reportTo, (nint)parts, 6, 0, 0, 0);
        Invoke(SyscallNumber.ExitGroup, FailedStatus, 0, 0, 0, 0, 0);
    }

    private static nint Length(byte* text)
    {
        nint length = 0;
        while (text != null && text[length] != 0)
        {
            length++;
        }

        return length;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    [SuppressGCTransition]
    private static partial nint Invoke(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", EntryPoint = "__errno_location")]
    [SuppressGCTransition]
    private static partial int* ErrnoLocation();
}
