using Gantry.ShimProtocol;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>A daemon and a shim of different versions.</summary>
public sealed class VersionTests : ShimTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(ProtocolVersion.Current + 1)]
    [InlineData(int.MaxValue)]
    public async Task Whatever_version_a_client_has_the_shim_names_its_own_and_serves_it(int version)
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Connect(version);
        Assert.False(client.Status().Started);
        client.Ask(FrameKind.Create, shim.Settings, FrameKind.Started);
        Assert.True(client.Status().Started);
    }

    [Fact]
    public async Task A_request_of_a_newer_version_is_refused_by_name_and_the_connection_goes_on()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Connect();
        Assert.Equal($"this shim speaks version {ProtocolVersion.Current}, which has no request of kind 31", client.Refused((FrameKind)31));
        Assert.False(client.Status().Started);
    }

    [Fact]
    public async Task A_request_that_cannot_be_read_is_refused_and_the_connection_goes_on()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Connect();

        // A number that is longer than a signal's may be, and a field that is cut off.
        foreach (var body in (byte[][])[[0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0x0A, 9, 1]])
        {
            client.SendBytes(FrameKind.Signal, body);
            client.Receive(FrameKind.Failed);
        }

        Assert.False(client.Status().Started);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, (byte)FrameKind.GetStatus })] // no Hello first
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, (byte)FrameKind.Hello })] // longer than any frame
    [InlineData(new byte[] { 0, 0, 0, 0, (byte)FrameKind.Hello, 0, 0, 0, 0, (byte)FrameKind.Stdout })] // output from a client
    public async Task Who_breaks_the_protocol_loses_the_connection_and_nobody_else_does(byte[] bytes)
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var good = shim.Create();
        using var bad = ShimClient.ConnectSilently(shim["shim.sock"]);
        bad.SendRaw(bytes);
        while (bad.Receive() is { } frame)
        {
            Assert.Equal(FrameKind.Hello, frame.Kind);
        }

        Assert.True(good.Status().Started);
    }

    [Fact]
    public async Task A_client_that_says_nothing_holds_nobody_up()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var silent = ShimClient.ConnectSilently(shim["shim.sock"]);
        using var half = ShimClient.ConnectSilently(shim["shim.sock"]);
        half.SendRaw([10, 0, 0]);
        using var client = shim.Create();
        Assert.True(client.Status().Started);
    }
}
