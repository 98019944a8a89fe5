using System.Text.Json;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Config;

internal static partial class ConfigReader
{
    private static LinuxResources Resources(JsonElement json) => new()
    {
        Devices = json.List("devices", DeviceRule),
        Memory = json.Object("memory", Memory),
        Cpu = json.Object("cpu", Cpu),
        Pids = json.Object("pids", static pids => new PidsLimit { Limit = pids.Number<long>("limit") }),
        BlockIo = json.Object("blockIO", BlockIo),
        HugepageLimits = json.List("hugepageLimits", Hugepages),
        Network = json.Object("network", Network),
        Rdma = json.Map("rdma", Rdma),
        Unified = json.TextMap("unified"),
    };

    private static DeviceRule DeviceRule(JsonElement json) => new()
    {
        Allow = json.Flag("allow") ?? false,
        Type = json.Text("type"),
        Major = json.Number<long>("major"),
        Minor = json.Number<long>("minor"),
        Access = json.Text("access"),
    };

    private static MemoryLimits Memory(JsonElement json) => new()
    {
        Limit = json.Number<long>("limit"),
        Reservation = json.Number<long>("reservation"),
        Swap = json.Number<long>("swap"),
        Kernel = json.Number<long>("kernel"),
        KernelTcp = json.Number<long>("kernelTCP"),
        Swappiness = json.Number<ulong>("swappiness"),
        DisableOomKiller = json.Flag("disableOOMKiller"),
        UseHierarchy = json.Flag("useHierarchy"),
        CheckBeforeUpdate = json.Flag("checkBeforeUpdate"),
    };

    private static CpuLimits Cpu(JsonElement json) => new()
    {
        Shares = json.Number<ulong>("shares"),
        Quota = json.Number<long>("quota"),
        Burst = json.Number<ulong>("burst"),
        Period = json.Number<ulong>("period"),
        RealtimeRuntime = json.Number<long>("realtimeRuntime"),
        RealtimePeriod = json.Number<ulong>("realtimePeriod"),
        Cpus = json.Text("cpus"),
        Mems = json.Text("mems"),
        Idle = json.Number<long>("idle"),
    };

    private static BlockIoLimits BlockIo(JsonElement json) => new()
    {
        Weight = json.Number<ushort>("weight"),
        LeafWeight = json.Number<ushort>("leafWeight"),
        WeightDevice = json.List("weightDevice", WeightDevice),
        ThrottleReadBpsDevice = json.List("throttleReadBpsDevice", ThrottleDevice),
        ThrottleWriteBpsDevice = json.List("throttleWriteBpsDevice", ThrottleDevice),
        ThrottleReadIopsDevice = json.List("throttleReadIOPSDevice", ThrottleDevice),
        ThrottleWriteIopsDevice = json.List("throttleWriteIOPSDevice", ThrottleDevice),
    };

    private static WeightDevice WeightDevice(JsonElement json) => new()
    {
        Major = json.Number<long>("major") ?? 0,
        Minor = json.Number<long>("minor") ?? 0,
        Weight = json.Number<ushort>("weight"),
        LeafWeight = json.Number<ushort>("leafWeight"),
    };

    private static ThrottleDevice ThrottleDevice(JsonElement json) => new()
    {
        Major = json.Number<long>("major") ?? 0,
        Minor = json.Number<long>("minor") ?? 0,
        Rate = json.Number<ulong>("rate") ?? 0,
    };

    private static HugepageLimit Hugepages(JsonElement json) => new()
    {
        PageSize = json.Text("pageSize") ?? "",
        Limit = json.Number<ulong>("limit") ?? 0,
    };

    private static NetworkClass Network(JsonElement json) => new()
    {
        ClassId = json.Number<uint>("classID"),
        Priorities = json.List("priorities", static priority => new InterfacePriority
        {
            Name = priority.Text("name") ?? "",
            Priority = priority.Number<uint>("priority") ?? 0,
        }),
    };

    private static RdmaLimit Rdma(JsonElement json) => new()
    {
        HcaHandles = json.Number<uint>("hcaHandles"),
        HcaObjects = json.Number<uint>("hcaObjects"),
    };
}
