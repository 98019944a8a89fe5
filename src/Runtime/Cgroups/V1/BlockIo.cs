using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V1;

/// <summary>Weights and rates of block devices.</summary>
/// <remarks>runtime-spec config-linux.md "Block IO"; Documentation/admin-guide/cgroup-v1/blkio-controller.rst</remarks>
public sealed class BlockIo : IController
{
    public string Name => "blkio";

    public bool IsAsked(LinuxResources resources) =>
        resources.BlockIo is { } io
        && (Asked.For(io.Weight) || Asked.For(io.LeafWeight) || io.WeightDevice is { Count: > 0 }
            || io.ThrottleReadBpsDevice is { Count: > 0 } || io.ThrottleWriteBpsDevice is { Count: > 0 }
            || io.ThrottleReadIopsDevice is { Count: > 0 } || io.ThrottleWriteIopsDevice is { Count: > 0 });

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.BlockIo is not { } io)
        {
            return;
        }

        ApplyWeights(group, io);
        ApplyRates(group, "blkio.throttle.read_bps_device", io.ThrottleReadBpsDevice);
        ApplyRates(group, "blkio.throttle.write_bps_device", io.ThrottleWriteBpsDevice);
        ApplyRates(group, "blkio.throttle.read_iops_device", io.ThrottleReadIopsDevice);
        ApplyRates(group, "blkio.throttle.write_iops_device", io.ThrottleWriteIopsDevice);
    }

    private static void ApplyWeights(CgroupDirectory group, BlockIoLimits io)
    {
        // The CFQ scheduler, which brought blkio.weight, left with Linux 5.0; BFQ has files of its own.
        var weight = group.Has("blkio.weight") ? "blkio.weight" : "blkio.bfq.weight";
        if (Asked.For(io.Weight))
        {
            group.Write(weight, io.Weight.Value);
        }

        if (Asked.For(io.LeafWeight))
        {
            group.Write("blkio.leaf_weight", io.LeafWeight.Value);
        }

        foreach (var device in io.WeightDevice ?? [])
        {
            if (Asked.For(device.Weight))
            {
                group.Write($"{weight}_device", $"{device.Major}:{device.Minor} {device.Weight}");
            }

            if (Asked.For(device.LeafWeight))
            {
                group.Write("blkio.leaf_weight_device", $"{device.Major}:{device.Minor} {device.LeafWeight}");
            }
        }
    }

    private static void ApplyRates(CgroupDirectory group, string file, IReadOnlyList<ThrottleDevice>? devices)
    {
        foreach (var device in devices ?? [])
        {
            group.Write(file, $"{device.Major}:{device.Minor} {device.Rate}");
        }
    }
}
