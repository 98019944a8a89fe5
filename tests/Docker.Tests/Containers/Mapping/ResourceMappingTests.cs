using Gantry.Containers;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Tests.Containers.Mapping;

public sealed class ResourceMappingTests
{
    [Fact]
    public void Half_a_processor_is_half_of_each_period()
    {
        var cpu = ResourceMapping.Make(new ResourceConfig { NanoCpus = 500_000_000 }, []).Cpu;

        Assert.Equal((50_000, 100_000UL), (cpu?.Quota, cpu?.Period));
    }

    [Fact]
    public void No_limits_are_no_limits()
    {
        var resources = ResourceMapping.Make(new ResourceConfig(), []);

        Assert.Null(resources.Memory);
        Assert.Null(resources.Cpu);
        Assert.Null(resources.Pids);
        Assert.Null(resources.BlockIo);
    }

    [Fact]
    public void Too_little_memory_is_refused_in_Dockers_words() =>
        Assert.Equal("Minimum memory limit allowed is 6MB", Refusal(new ResourceConfig { Memory = 4096 }));

    [Fact]
    public void Less_swap_than_memory_is_refused_in_Dockers_words() =>
        Assert.Equal(
            "Minimum memoryswap limit should be larger than memory limit, see usage",
            Refusal(new ResourceConfig { Memory = 64 << 20, MemorySwap = 32 << 20 }));

    [Fact]
    public void More_processors_than_there_are_are_refused() => Assert.StartsWith("range of CPUs", Refusal(new ResourceConfig { NanoCpus = 10_000_000_000_000 }));

    private static string Refusal(ResourceConfig config) => Assert.Throws<InvalidException>(() => ResourceMapping.Make(config, [])).Message;
}
