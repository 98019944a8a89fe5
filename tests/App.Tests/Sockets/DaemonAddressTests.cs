using Gantry.App.Sockets;
using Gantry.Containers;

namespace Gantry.App.Tests.Sockets;

/// <summary>What <c>-H</c> takes.</summary>
public sealed class DaemonAddressTests
{
    [Theory]
    [InlineData("tcp://127.0.0.1:4000", false, "127.0.0.1:4000")]
    [InlineData("tcp://", false, "127.0.0.1:2375")]
    [InlineData("tcp://localhost", true, "127.0.0.1:2376")]
    [InlineData("tcp://:4000", false, "127.0.0.1:4000")]
    [InlineData("tcp://0.0.0.0/", true, "0.0.0.0:2376")]
    [InlineData("tcp://[::1]:4000", false, "[::1]:4000")]
    [InlineData("tcp://[::1]", true, "[::1]:2376")]
    public void An_address_and_a_port_with_dockers_defaults(string text, bool hasTls, string expected) =>
        Assert.Equal(expected, DaemonAddress.Parse(text, hasTls).ToString());

    [Theory]
    [InlineData("fd://")]
    [InlineData("unix:///run/other.sock")]
    [InlineData("127.0.0.1:2375")]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://127.0.0.1:65536")]
    [InlineData("tcp://127.0.0.1:x")]
    [InlineData("tcp://no.address:2375")]
    public void Anything_else_is_refused_by_its_own_words(string text) =>
        Assert.Contains($"({text})", Assert.Throws<InvalidException>(() => DaemonAddress.Parse(text, hasTls: false)).Message, StringComparison.Ordinal);
}
