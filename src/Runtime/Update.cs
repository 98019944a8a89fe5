using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Cli;
using Gantry.Runtime.Config;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary><c>update</c>: changes a container's limits while it runs.</summary>
internal static class Update
{
    public static OptionSet Options { get; } = new(
        [
            "resources|r", "blkio-weight", "cpu-period", "cpu-quota", "cpu-burst", "cpu-share", "cpu-rt-period", "cpu-rt-runtime", "cpu-idle",
            "cpuset-cpus", "cpuset-mems", "memory", "memory-reservation", "memory-swap", "pids-limit",
        ],
        []);

    public static int Run(Invocation call)
    {
        var directory = call.OpenContainer();
        var record = directory.Read();
        if (ContainerStatus.Of(directory, record) is ContainerStatus.Stopped or ContainerStatus.Creating)
        {
            throw new RuntimeRefusal("cannot update a container that is not running");
        }

        using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
        cgroup.Update(call.Options.Value("resources") is { } file ? ConfigReader.ReadResources(Read(file)) : FromOptions(call.Options));
        return 0;
    }

    private static LinuxResources FromOptions(Options options) => new()
    {
        Memory = new MemoryLimits
        {
            Limit = options.Number<long>("memory"),
            Reservation = options.Number<long>("memory-reservation"),
            Swap = options.Number<long>("memory-swap"),
        },
        Cpu = new CpuLimits
        {
            Shares = options.Number<ulong>("cpu-share"),
            Quota = options.Number<long>("cpu-quota"),
            Burst = options.Number<ulong>("cpu-burst"),
            Period = options.Number<ulong>("cpu-period"),
            RealtimeRuntime = options.Number<long>("cpu-rt-runtime"),
            RealtimePeriod = options.Number<ulong>("cpu-rt-period"),
            Cpus = options.Value("cpuset-cpus"),
            Mems = options.Value("cpuset-mems"),
            Idle = options.Number<long>("cpu-idle"),
        },
        Pids = options.Number<long>("pids-limit") is { } pids ? new PidsLimit { Limit = pids } : null,
        BlockIo = options.Number<ushort>("blkio-weight") is { } weight ? new BlockIoLimits { Weight = weight } : null,
    };

    private static byte[] Read(string file) => PseudoFile.ReadBytes(file == "-" ? FileDescriptor.Borrow(0).ProcPath : file, ConfigReader.MaxConfigBytes);
}
