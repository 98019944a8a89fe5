using System.Globalization;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Syscalls;

public sealed class ResourceLimitsTests
{
    // As /proc/PID/limits calls the resources, in the order of their numbers.
    private static readonly (string Name, string InProc)[] Resources =
    [
        ("RLIMIT_CPU", "Max cpu time"), ("RLIMIT_FSIZE", "Max file size"), ("RLIMIT_DATA", "Max data size"), ("RLIMIT_STACK", "Max stack size"),
        ("RLIMIT_CORE", "Max core file size"), ("RLIMIT_RSS", "Max resident set"), ("RLIMIT_NPROC", "Max processes"), ("RLIMIT_NOFILE", "Max open files"),
        ("RLIMIT_MEMLOCK", "Max locked memory"), ("RLIMIT_AS", "Max address space"), ("RLIMIT_LOCKS", "Max file locks"),
        ("RLIMIT_SIGPENDING", "Max pending signals"), ("RLIMIT_MSGQUEUE", "Max msgqueue size"), ("RLIMIT_NICE", "Max nice priority"),
        ("RLIMIT_RTPRIO", "Max realtime priority"), ("RLIMIT_RTTIME", "Max realtime timeout"),
    ];

    [Fact]
    public void Each_name_sets_the_limit_that_proc_shows_under_it()
    {
        using var child = new Spawn { Path = "/bin/sleep", Arguments = ["sleep", "60"] }.StartChild();
        try
        {
            foreach (var (name, inProc) in Resources)
            {
                var resource = ResourceLimits.Find(name) ?? throw new InvalidOperationException(name);
                var hard = Kernel.GetResourceLimit(child.Pid, resource).Hard;
                Kernel.SetResourceLimit(child.Pid, resource, new LimitPair(0, hard));

                Assert.Equal(new LimitPair(0, hard), Kernel.GetResourceLimit(child.Pid, resource));
                Assert.Equal((name, "0"), (name, SoftLimit(child.Pid, inProc)));
            }
        }
        finally
        {
            child.TrySignal(Signal.SIGKILL);
            child.Wait();
        }
    }

    [Fact]
    public void An_unknown_name_is_not_found() => Assert.Null(ResourceLimits.Find("RLIMIT_DREAMS"));

    [Fact]
    public void A_soft_limit_above_the_hard_one_is_an_error_that_names_the_resource()
    {
        var error = Assert.Throws<LinuxException>(() => Kernel.SetResourceLimit(0, ResourceLimits.Find("RLIMIT_NOFILE")!.Value, new LimitPair(2, 1)));

        Assert.Equal("prlimit RLIMIT_NOFILE: invalid argument", error.Message);
    }

    private static string SoftLimit(int pid, string inProc)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/limits")).Single(line => line.StartsWith(inProc, StringComparison.Ordinal));
        return line[inProc.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
    }
}
