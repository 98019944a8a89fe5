using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V2;

/// <summary>Weights and rates of block devices.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v2.rst "IO"; Documentation/block/bfq-iosched.rst</remarks>
public sealed class BlockIo : IController
{
    private const string BfqWeight = "io.bfq.weight";

    public string Name => "io";

    public bool IsAsked(LinuxResources resources) =>
        resources.BlockIo is { } io
        && (Asked.For(io.Weight) || io.WeightDevice is { Count: > 0 }
            || io.ThrottleReadBpsDevice is { Count: > 0 } || io.ThrottleWriteBpsDevice is { Count: > 0 }
            || io.ThrottleReadIopsDevice is { Count: > 0 } || io.ThrottleWriteIopsDevice is { Count: > 0 });

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.BlockIo is not { } io)
        {
            return;
        }

        ApplyWeights(group, io);
        ApplyRates(group, "rbps", io.ThrottleReadBpsDevice);
        ApplyRates(group, "wbps", io.ThrottleWriteBpsDevice);
        ApplyRates(group, "riops", io.ThrottleReadIopsDevice);
        ApplyRates(group, "wiops", io.ThrottleWriteIopsDevice);
    }

    private static void ApplyWeights(CgroupDirectory group, BlockIoLimits io)
    {
        if (!Asked.For(io.Weight) && io.WeightDevice is not { Count: > 0 })
        {
            return;
        }

        // BFQ takes the weights of v1 as they are; the cost model behind io.weight has a range of its own.
        var bfq = group.Has(BfqWeight);
        var file = bfq ? BfqWeight : "io.weight";
        if (Asked.For(io.Weight))
        {
            group.Write(file, Convert(io.Weight.Value, bfq).ToString());
        }

        foreach (var device in io.WeightDevice ?? [])
        {
            if (Asked.For(device.Weight))
            {
                group.Write(file, $"{device.Major}:{device.Minor} {Convert(device.Weight.Value, bfq)}");
            }
        }
    }

    private static ulong Convert(ushort weight, bool bfq) => bfq ? weight : Weights.FromBlockIo(weight);

    private static void ApplyRates(CgroupDirectory group, string key, IReadOnlyList<ThrottleDevice>? devices)
    {
        foreach (var device in devices ?? [])
        {
            // 0 lifts a limit in v1 and is refused by v2.
            group.Write("io.max", $"{device.Major}:{device.Minor} {key}={(device.Rate == 0 ? "max" : device.Rate.ToString())}");
        }
    }
}
