namespace Gantry.Runtime.Tests.Shim;

/// <summary>What a process has cost: a shim that waits must cost nothing.</summary>
internal static class CpuTime
{
    /// <summary>Milliseconds, in steps of 10.</summary>
    public static long Of(int pid)
    {
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(' ');
        return (long.Parse(fields[13]) + long.Parse(fields[14])) * 10;
    }
}
