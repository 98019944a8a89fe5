using Gantry.Containers.Security;

namespace Gantry.Containers.Tests.Security;

public sealed class DefaultPathsTests
{
    [Fact]
    public void What_tells_of_the_host_is_masked_and_what_changes_it_is_read_only()
    {
        var masked = DefaultPaths.Masked();

        Assert.Superset(new HashSet<string> { "/proc/kcore", "/proc/keys", "/proc/interrupts", "/sys/firmware", "/sys/devices/virtual/powercap" }, masked.ToHashSet());
        Assert.Contains("/proc/sysrq-trigger", DefaultPaths.ReadOnly);
        Assert.All(masked.Where(path => path.Contains("thermal_throttle", StringComparison.Ordinal)), path => Assert.True(Directory.Exists(path)));
    }
}
