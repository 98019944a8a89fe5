using Gantry.Linux.Capabilities;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Capabilities;

namespace Gantry.Runtime.Tests.Capabilities;

public sealed class ContainerCapabilitiesTests
{
    private static readonly CapabilitySet Available = CapabilitySet.AllKnown.Except(CapabilitySet.Of(Capability.CAP_SYS_RESOURCE));

    [Fact]
    public void Each_set_of_the_configuration_becomes_that_set()
    {
        var sets = ContainerCapabilities.Resolve(
            new ProcessCapabilities
            {
                Bounding = ["CAP_CHOWN", "CAP_KILL", "CAP_BPF"],
                Permitted = ["CAP_CHOWN", "CAP_KILL"],
                Effective = ["CAP_KILL"],
                Inheritable = ["CAP_CHOWN"],
                Ambient = ["CAP_CHOWN"],
            },
            Available);

        Assert.Equal(CapabilitySet.Of(Capability.CAP_CHOWN, Capability.CAP_KILL, Capability.CAP_BPF), sets.Bounding);
        Assert.Equal(CapabilitySet.Of(Capability.CAP_CHOWN, Capability.CAP_KILL), sets.Permitted);
        Assert.Equal(CapabilitySet.Of(Capability.CAP_KILL), sets.Effective);
        Assert.Equal(CapabilitySet.Of(Capability.CAP_CHOWN), sets.Inheritable);
        Assert.Equal(CapabilitySet.Of(Capability.CAP_CHOWN), sets.Ambient);
        Assert.Empty(sets.Warnings);
    }

    /// <summary>CVE-2022-27650 and CVE-2022-24769: an inheritable set that nobody asked for.</summary>
    [Fact]
    public void CVE_2022_27650_Inheritable_and_ambient_are_empty_unless_they_are_asked_for()
    {
        var sets = ContainerCapabilities.Resolve(
            new ProcessCapabilities { Bounding = CapabilityNames.All, Permitted = CapabilityNames.All, Effective = CapabilityNames.All },
            CapabilitySet.AllKnown);

        Assert.Equal(CapabilitySet.AllKnown, sets.Permitted);
        Assert.Equal(CapabilitySet.None, sets.Inheritable);
        Assert.Equal(CapabilitySet.None, sets.Ambient);
    }

    [Fact]
    public void Without_a_section_a_process_has_no_capability()
    {
        var sets = ContainerCapabilities.Resolve(null, Available);

        Assert.True(sets.Bounding.Union(sets.Permitted).Union(sets.Effective).IsEmpty);
        Assert.Empty(sets.Warnings);
    }

    [Fact]
    public void What_the_machine_withholds_is_left_out_of_every_set_with_one_warning()
    {
        string[] names = ["CAP_SYS_RESOURCE", "CAP_KILL"];

        var sets = ContainerCapabilities.Resolve(new ProcessCapabilities { Bounding = names, Permitted = names, Effective = names }, Available);

        var kill = CapabilitySet.Of(Capability.CAP_KILL);
        Assert.Equal((kill, kill, kill), (sets.Bounding, sets.Permitted, sets.Effective));
        Assert.Equal("ignoring capabilities that this machine withholds from the runtime: CAP_SYS_RESOURCE", Assert.Single(sets.Warnings));
    }

    [Fact]
    public void Unknown_names_are_left_out_with_one_warning()
    {
        var sets = ContainerCapabilities.Resolve(
            new ProcessCapabilities { Bounding = ["CAP_FLY", "CAP_KILL"], Permitted = ["CAP_FLY", "kill"] }, Available);

        Assert.Equal(CapabilitySet.Of(Capability.CAP_KILL), sets.Bounding);
        Assert.Equal(CapabilitySet.None, sets.Permitted);
        Assert.Equal("ignoring unknown capabilities: CAP_FLY, kill", Assert.Single(sets.Warnings));
    }

    [Theory]
    [InlineData(new string[0], new[] { "CAP_KILL" })]
    [InlineData(new[] { "CAP_KILL" }, new string[0])]
    public void An_ambient_capability_that_the_kernel_would_refuse_is_left_out_with_a_warning(string[] permitted, string[] inheritable)
    {
        var sets = ContainerCapabilities.Resolve(
            new ProcessCapabilities { Permitted = permitted, Inheritable = inheritable, Ambient = ["CAP_KILL"] }, Available);

        Assert.Equal(CapabilitySet.None, sets.Ambient);
        Assert.Equal("ignoring ambient capabilities that are not both permitted and inheritable: CAP_KILL", Assert.Single(sets.Warnings));
    }

    [Fact]
    public void An_effective_capability_that_is_not_permitted_is_refused_by_its_field()
    {
        var error = Assert.Throws<CapabilityException>(
            () => ContainerCapabilities.Resolve(new ProcessCapabilities { Permitted = ["CAP_KILL"], Effective = ["CAP_KILL", "CAP_BPF"] }, Available));

        Assert.Equal("process.capabilities.effective: CAP_BPF must be in process.capabilities.permitted too", error.Message);
    }
}
