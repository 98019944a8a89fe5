using Gantry.Containers;
using Gantry.Docker.Containers.Shapes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>The limits of a container, checked as Docker checks them.</summary>
internal static class ResourceMapping
{
    private const long MinimumMemory = 6 * 1024 * 1024;
    private const long NanosPerCpu = 1_000_000_000;
    private const long Period = 100_000;

    /// <exception cref="InvalidException">A limit is out of its range or contradicts another.</exception>
    public static LinuxResources Make(ResourceConfig asked, List<string> warnings, bool isUpdate = false)
    {
        CheckMemory(asked, isUpdate);
        CheckCpu(asked);
        if (asked.OomKillDisable == true && asked.Memory == 0)
        {
            warnings.Add("OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
        }

        return new LinuxResources
        {
            Memory = Memory(asked),
            Cpu = Cpu(asked),
            Pids = asked.PidsLimit is { } pids ? new PidsLimit { Limit = pids > 0 ? pids : -1 } : null,
            BlockIo = BlockIo(asked),
        };
    }

    private static void CheckMemory(ResourceConfig asked, bool isUpdate)
    {
        Refuse(asked.Memory is not 0 and < MinimumMemory, "Minimum memory limit allowed is 6MB");
        Refuse(asked.Memory > 0 && asked.MemorySwap > 0 && asked.MemorySwap < asked.Memory,
            "Minimum memoryswap limit should be larger than memory limit, see usage");
        Refuse(!isUpdate && asked.Memory == 0 && asked.MemorySwap > 0, "You should always set the Memory limit when using Memoryswap limit, see usage");
        Refuse(asked.MemorySwappiness is < -1 or > 100,
            $"Invalid value: {asked.MemorySwappiness}, valid memory swappiness range is 0-100");
        Refuse(asked.MemoryReservation is not 0 and < MinimumMemory, "Minimum memory reservation allowed is 6MB");
        Refuse(asked.Memory > 0 && asked.MemoryReservation > asked.Memory,
            "Minimum memory limit can not be less than memory reservation limit, see usage");
    }

    private static void CheckCpu(ResourceConfig asked)
    {
        Refuse(asked.NanoCpus > 0 && asked.CpuPeriod > 0, "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        Refuse(asked.NanoCpus > 0 && asked.CpuQuota > 0, "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        Refuse(asked.NanoCpus < 0 || asked.NanoCpus > Environment.ProcessorCount * NanosPerCpu,
            $"range of CPUs is from 0.01 to {Environment.ProcessorCount}.00, as there are only {Environment.ProcessorCount} CPUs available");
        Refuse(asked.CpuShares < 0, $"invalid CPU shares ({asked.CpuShares}): value must be a positive integer");
        Refuse(asked.CpuPeriod is not 0 and (< 1_000 or > 1_000_000), "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        Refuse(asked.CpuQuota is > 0 and < 1_000, "CPU cfs quota can not be less than 1ms (i.e. 1000)");
    }

    private static MemoryLimits? Memory(ResourceConfig asked) =>
        asked is { Memory: 0, MemoryReservation: 0, MemorySwap: 0, MemorySwappiness: null or -1, OomKillDisable: not true }
            ? null
            : new MemoryLimits
            {
                Limit = Set(asked.Memory),
                Reservation = Set(asked.MemoryReservation),
                Swap = Set(asked.MemorySwap),
                Swappiness = asked.MemorySwappiness is >= 0 and var swappiness ? (ulong)swappiness : null,
                DisableOomKiller = asked.OomKillDisable == true ? true : null,
            };

    private static CpuLimits? Cpu(ResourceConfig asked) =>
        asked is { CpuShares: 0, NanoCpus: 0, CpuPeriod: 0, CpuQuota: 0, CpusetCpus: null or "", CpusetMems: null or "" }
            ? null
            : new CpuLimits
            {
                Shares = (ulong?)Set(asked.CpuShares),
                Period = asked.NanoCpus > 0 ? (ulong)Period : (ulong?)Set(asked.CpuPeriod),
                Quota = asked.NanoCpus > 0 ? asked.NanoCpus * Period / NanosPerCpu : Set(asked.CpuQuota),
                Cpus = asked.CpusetCpus is { Length: > 0 } cpus ? cpus : null,
                Mems = asked.CpusetMems is { Length: > 0 } mems ? mems : null,
            };

    private static BlockIoLimits? BlockIo(ResourceConfig asked)
    {
        Refuse(asked.BlkioWeight is not 0 and (< 10 or > 1000), "Range of blkio weight is from 10 to 1000");
        var limits = new BlockIoLimits
        {
            Weight = asked.BlkioWeight > 0 ? (ushort)asked.BlkioWeight : null,
            WeightDevice = asked.BlkioWeightDevice is { Count: > 0 } weights ? [.. weights.Select(Weight)] : null,
            ThrottleReadBpsDevice = Rates(asked.BlkioDeviceReadBps),
            ThrottleWriteBpsDevice = Rates(asked.BlkioDeviceWriteBps),
            ThrottleReadIopsDevice = Rates(asked.BlkioDeviceReadIops),
            ThrottleWriteIopsDevice = Rates(asked.BlkioDeviceWriteIops),
        };
        return limits == new BlockIoLimits() ? null : limits;
    }

    private static WeightDevice Weight(BlkioWeight weight)
    {
        var device = Device(weight.Path);
        return new WeightDevice { Major = device.Major, Minor = device.Minor, Weight = (ushort)weight.Weight };
    }

    private static IReadOnlyList<ThrottleDevice>? Rates(IReadOnlyList<BlkioRate>? rates) => rates is not { Count: > 0 } ? null :
    [
        .. from rate in rates
           let device = Device(rate.Path)
           select new ThrottleDevice { Major = device.Major, Minor = device.Minor, Rate = (ulong)rate.Rate },
    ];

    private static DeviceId Device(string? path) =>
        File.Exists(path) ? Kernel.Status(path).Represents : throw new InvalidException($"no such device: {path}");

    private static long? Set(long value) => value == 0 ? null : value;

    private static void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw new InvalidException(message);
        }
    }
}
