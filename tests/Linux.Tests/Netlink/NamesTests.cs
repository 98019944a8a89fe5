using System.Net;
using Gantry.Linux.Netlink;

namespace Gantry.Linux.Tests.Netlink;

public sealed class NamesTests
{
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("eth0\"")]
    [InlineData("eth*")]
    [InlineData("sixteen-letters!")]
    [InlineData("sixteen-letters0")]
    public void What_the_kernel_or_nft_would_misread_is_no_interface_name(string text) =>
        Assert.Throws<ArgumentException>(() => new InterfaceName(text));

    [Fact]
    public void Fifteen_characters_are_an_interface_name() => Assert.Equal("gtr-abc.123_456", new InterfaceName("gtr-abc.123_456").ToString());

    [Theory]
    [InlineData("02:42:ac:11:00:02", true)]
    [InlineData("02:42:AC:11:00:02", true)]
    [InlineData("02:42:ac:11:00", false)]
    [InlineData("02:42:ac:11:00:2", false)]
    [InlineData("02:42:ac:11:00:gg", false)]
    [InlineData("02:42:ac:11:00:+2", false)]
    public void A_mac_address_is_six_pairs_of_hex_digits(string text, bool valid)
    {
        Assert.Equal(valid, MacAddress.TryParse(text, out var address));
        Assert.Equal(valid ? "02:42:ac:11:00:02" : "00:00:00:00:00:00", address.ToString());
    }

    [Theory]
    [InlineData("172.17.0.2", 16, "172.17.0.0/16")]
    [InlineData("10.1.2.3", 0, "0.0.0.0/0")]
    [InlineData("10.1.2.255", 25, "10.1.2.128/25")]
    [InlineData("10.1.2.3", 32, "10.1.2.3/32")]
    [InlineData("fd00:1:2:3:4::5", 64, "fd00:1:2:3::/64")]
    public void An_address_knows_its_network(string address, int length, string network) =>
        Assert.Equal(IPNetwork.Parse(network), new InterfaceAddress(IPAddress.Parse(address), length).Network);
}
