using System.Runtime.InteropServices;

namespace Gantry.Init;

/// <summary>What the first process of a container has to do that most programs do not: reap orphans and pass signals on.</summary>
internal static unsafe partial class FirstProcess
{
    private const int SigTerm = 15;
    private const int SigChld = 17;
    private const int DoNotBlock = 1;

    /// <summary>Runs the command and ends as it ends.</summary>
    /// <returns>Its exit code; 128 + n for signal n; 127 where there is no such command, 126 where it cannot be executed.</returns>
    public static int Run(CommandLine command)
    {
        var signals = SignalSet.Passed;
        if (!SignalSet.Blocked.Has(SigTerm))
        {
            // The runtime's own threads were there before this line and block nothing: a signal to the process may go to one of them, and be lost. What is executed with them
            // blocked has them blocked in every thread.
            signals.Block();
            ExecuteSelf(command);
        }

        SetName();
        var child = Child.Start(command);
        if (child < 0)
        {
            Report.Failure("exec"u8, *command.Words, -child);
            const int noSuchFile = 2;
            return -child == noSuchFile ? 127 : 126;
        }

        while (true)
        {
            var signal = signals.Wait();
            if (signal == SigChld)
            {
                if (Reap(child) is { } code)
                {
                    return code;
                }
            }
            else if (signal > 0)
            {
                _ = Kill(child, signal); // It may have ended just now; its SIGCHLD is on the way.
            }
        }
    }

    /// <summary>Reaps all that has ended; answers with the child's code where it is among them.</summary>
    private static int? Reap(int child)
    {
        int? code = null;
        int status;
        int pid;
        while ((pid = WaitPid(-1, &status, DoNotBlock)) > 0)
        {
            if (pid == child)
            {
                var signal = status & 0x7f;
                code = signal == 0 ? (status >> 8) & 0xff : 128 + signal;
            }
        }

        return code;
    }

    private static void ExecuteSelf(CommandLine command)
    {
        fixed (byte* path = "/proc/self/exe\0"u8)
        {
            _ = Execute(path, command.All, command.Environment);
            Report.Failure("cannot execute itself by /proc for"u8, *command.Words, Marshal.GetLastSystemError());
        }
    }

    /// <summary>What ps shows: "exe" otherwise, after the file it was executed by.</summary>
    private static void SetName()
    {
        const int setName = 15;
        fixed (byte* name = "gantry-init\0"u8)
        {
            _ = Control(setName, (nuint)name);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint argument);

    [LibraryImport("libc", EntryPoint = "execve")]
    private static partial int Execute(byte* path, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int pid, int* status, int options);
}
