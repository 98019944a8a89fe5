namespace Gantry.Runtime.Supervise;

/// <summary>What a process was started as, to be started again.</summary>
internal static class RunningProgram
{
    /// <summary>The path of its executable, and its arguments; null where it is gone.</summary>
    /// <remarks>proc_pid_exe(5), proc_pid_cmdline(5)</remarks>
    public static IReadOnlyList<string>? CommandOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/exe").LinkTarget is { } program && File.ReadAllText($"/proc/{pid}/cmdline").Split('\0') is [_, .. var arguments, _]
                ? [program, .. arguments]
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
