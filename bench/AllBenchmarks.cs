using Gantry.Bench.Benchmarks;

namespace Gantry.Bench;

/// <summary>Every claim, with its aim.</summary>
internal static class AllBenchmarks
{
    public static IReadOnlyList<Benchmark> List { get; } =
    [
        new("runtime: run a bundle with true", Aim: 2, Limit: null, RunBundle.Measure),
        new("docker run --rm true, bridge", Aim: 6, Limit: null, () => RunContainer.Measure("bridge")),
        new("docker run --rm true, network none", Aim: 6, Limit: null, () => RunContainer.Measure("none")),
        new("100 detached containers, one by one", Aim: 5, Limit: null, ManyContainers.MeasureOneByOne),
        new("100 detached containers, eight at once", Aim: 5, Limit: null, ManyContainers.MeasureEightAtOnce),
        new("docker ps with 1,000 containers", Aim: null, Limit: 60, ListContainers.Measure),
        new("docker exec true", Aim: 2, Limit: null, ExecInContainer.Measure),
        new("connect a container to the bridge", Aim: null, Limit: 5, ConnectContainer.MeasureWithoutPorts),
        new("connect a container with a published port", Aim: null, Limit: 5, ConnectContainer.MeasureWithPort),
        new("request to nginx by a published port, against its own address", Aim: 1, Limit: null, PublishedPort.Measure),
        new("docker load, 300 MB", Aim: 3, Limit: null, LoadImage.MeasureLoad),
        new("docker save, 300 MB", Aim: null, Limit: null, LoadImage.MeasureSave),
        new("docker pull, 315 MB over the loopback", Aim: 3, Limit: null, TransferImage.MeasurePull),
        new("docker push, 315 MB over the loopback", Aim: 4, Limit: null, TransferImage.MeasurePush),
        new("daemon start to its first answer", Aim: null, Limit: 150, StartDaemon.Measure),
        new("memory of an idle daemon", Aim: null, Limit: 40, IdleMemory.MeasureDaemon),
        new("memory of an idle container with its shim", Aim: null, Limit: 2, IdleMemory.MeasureContainer),
    ];
}
