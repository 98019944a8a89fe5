using System.Globalization;
using Gantry.Linux;
using Gantry.Linux.Files;

namespace Gantry.Runtime.State;

/// <summary>What /proc/PID/stat says of a process.</summary>
/// <remarks>proc_pid_stat(5)</remarks>
internal readonly record struct ProcessStat(char State, long StartTicks)
{
    public bool IsDead => State is 'Z' or 'X' or 'x';

    /// <summary>Null where there is no such process.</summary>
    public static ProcessStat? TryRead(int pid)
    {
        string stat;
        try
        {
            stat = PseudoFile.Read($"/proc/{pid}/stat");
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ESRCH)
        {
            return null;
        }

        // The second field is the program's name in brackets, which may itself have spaces and brackets: count from the last one.
        const int startTimeAfterName = 19;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(fields[0][0], long.Parse(fields[startTimeAfterName], CultureInfo.InvariantCulture));
    }
}
