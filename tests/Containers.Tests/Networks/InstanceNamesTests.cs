using Gantry.Containers.Networks;

namespace Gantry.Containers.Tests.Networks;

public sealed class InstanceNamesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("123456789")]
    [InlineData("a-b")]
    [InlineData("a b")]
    [InlineData("é")]
    public void An_id_by_which_instances_could_be_confused_is_refused(string id) => Assert.Throws<ArgumentException>(() => new InstanceNames(id));

    [Fact]
    public void The_names_of_two_instances_differ_even_where_one_id_begins_as_the_other()
    {
        var (one, other) = (new InstanceNames("a"), new InstanceNames("a0"));
        Assert.True(one.IsBridge(one.Bridge(7).ToString()));
        Assert.False(one.IsBridge(other.Bridge(7).ToString()));
        Assert.NotEqual(one.Table, other.Table);
    }

    [Fact]
    public void The_longest_id_and_number_fit_an_interface_name() => Assert.Equal("gtr0123abcd-999", new InstanceNames("0123abcd").Bridge(999).ToString());
}
