using Gantry.Containers.Security;
using Gantry.Linux.Capabilities;

namespace Gantry.Containers.Tests.Security;

public sealed class CapabilityChoiceTests
{
    private static readonly CapabilitySet Available = CapabilitySet.AllKnown.Except(CapabilitySet.Of(Capability.CAP_SYS_RESOURCE));

    [Fact]
    public void Without_wishes_a_container_has_the_fourteen_defaults()
    {
        var names = CapabilityChoice.Resolve(null, null, Available).ToNames();

        Assert.Equal(
            [
                "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW",
                "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
            ],
            names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("NET_ADMIN")]
    [InlineData("CAP_NET_ADMIN")]
    [InlineData("cap_net_admin")]
    [InlineData("Net_Admin")]
    public void A_name_may_come_in_any_case_and_without_its_prefix(string name) =>
        Assert.Equal(DefaultCapabilities.Set.With(Capability.CAP_NET_ADMIN), CapabilityChoice.Resolve([name], null, Available));

    [Fact]
    public void What_is_dropped_is_gone_and_what_is_dropped_and_added_is_there()
    {
        Assert.False(CapabilityChoice.Resolve(null, ["CHOWN"], Available).Contains(Capability.CAP_CHOWN));
        Assert.True(CapabilityChoice.Resolve(["CHOWN"], ["CHOWN"], Available).Contains(Capability.CAP_CHOWN));
    }

    [Fact]
    public void All_can_be_added_save_single_ones_and_dropped_save_single_ones()
    {
        Assert.Equal(Available.Except(CapabilitySet.Of(Capability.CAP_SYS_ADMIN)), CapabilityChoice.Resolve(["ALL"], ["SYS_ADMIN"], Available));
        Assert.Equal(CapabilitySet.Of(Capability.CAP_KILL), CapabilityChoice.Resolve(["KILL"], ["all"], Available));
        Assert.Equal(CapabilitySet.None, CapabilityChoice.Resolve(null, ["ALL"], Available));
        Assert.Equal(Available, CapabilityChoice.Resolve(["ALL"], ["ALL"], Available));
    }

    [Theory]
    [InlineData("cap_fly", null, "invalid CapAdd: unknown capability: \"CAP_FLY\"")]
    [InlineData(null, "FLY", "invalid CapDrop: unknown capability: \"CAP_FLY\"")]
    [InlineData("", null, "invalid CapAdd: unknown capability: \"CAP_\"")]
    [InlineData(
        "SYS_RESOURCE",
        null,
        "invalid CapAdd: capability not supported by your kernel or not available in the current environment: \"CAP_SYS_RESOURCE\"")]
    public void A_name_that_is_unknown_or_cannot_be_had_is_refused(string? add, string? drop, string message)
    {
        var error = Assert.Throws<InvalidException>(() => CapabilityChoice.Resolve(add is null ? null : [add], drop is null ? null : [drop], Available));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_process_inherits_nothing()
    {
        var process = DefaultCapabilities.ForProcess(CapabilitySet.AllKnown);

        Assert.Null(process.Inheritable);
        Assert.Null(process.Ambient);
        Assert.Equal(CapabilityNames.All, process.Bounding);
        Assert.Equal(CapabilityNames.All, process.Effective);
        Assert.Equal(CapabilityNames.All, process.Permitted);
    }
}
