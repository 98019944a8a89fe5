using System.Net;
using Gantry.Containers.Networks.Ports;
using Gantry.Linux;

namespace Gantry.Containers.Tests.Networks;

public sealed class PortAllocatorTests
{
    [Fact]
    public async Task A_port_that_was_asked_for_is_taken_on_all_addresses_of_both_families()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        using var reservation = await host.Ports.Reserve([Ask(8080)]);
        Assert.Equal(["0.0.0.0:8080", "[::]:8080"], Written(reservation));
    }

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("127.0.0.1", "0.0.0.0")]
    public async Task A_port_that_another_container_has_is_refused_in_dockers_words(string first, string second)
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        using var reservation = await host.Ports.Reserve([Ask(8080, first)]);
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => host.Ports.Reserve([Ask(8080, second)]));
        Assert.Equal($"Bind for {second}:8080 failed: port is already allocated", refusal.Message);
    }

    [Fact]
    public async Task The_same_port_of_different_addresses_or_protocols_is_no_conflict()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        using var one = await host.Ports.Reserve([Ask(8080, "127.0.0.1")]);
        using var two = await host.Ports.Reserve([Ask(8080, Yard.HostAddress)]);
        using var three = await host.Ports.Reserve([Ask(8080, "127.0.0.1") with { Protocol = IpProtocol.Udp }]);
    }

    [Fact]
    public async Task A_port_that_another_process_has_is_refused_in_dockers_words()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        await yard.Host.Serve(8080);
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => host.Ports.Reserve([Ask(8080)]));
        Assert.Equal("failed to bind host port 0.0.0.0:8080/tcp: address already in use", refusal.Message);
    }

    [Fact]
    public async Task An_address_that_the_host_does_not_have_is_refused()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => host.Ports.Reserve([Ask(null, "203.0.113.5")]));
        Assert.EndsWith("/tcp: cannot assign requested address", refusal.Message);
    }

    [Fact]
    public async Task A_port_nobody_asked_for_comes_from_the_kernels_range_and_skips_those_in_use()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        await yard.Host.Serve(32769);
        var adopted = host.Ports.Adopt([new() { Protocol = IpProtocol.Tcp, HostAddress = IPAddress.Any, HostPort = 32770, ContainerPort = 1 }]);
        using var first = await host.Ports.Reserve([Ask(null)]);
        using var second = await host.Ports.Reserve([Ask(null)]);
        Assert.Equal(["0.0.0.0:32768", "[::]:32768"], Written(first));
        Assert.Equal(["0.0.0.0:32771", "[::]:32771"], Written(second));
        adopted.Dispose();
    }

    [Fact]
    public async Task Of_a_range_the_first_free_port_is_taken_until_none_is_left()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var request = Ask(null) with { HostPorts = new PortRange(8000, 8001) };
        using var first = await host.Ports.Reserve([request]);
        using var second = await host.Ports.Reserve([request]);
        Assert.Equal("[::]:8001", Written(second)[1]);
        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => host.Ports.Reserve([request]));
        Assert.Equal("all ports are allocated", refusal.Message);
    }

    [Fact]
    public async Task A_refused_reservation_takes_nothing_and_a_returned_one_is_free()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        using (await host.Ports.Reserve([Ask(8080)]))
        {
            await Assert.ThrowsAsync<ConflictException>(() => host.Ports.Reserve([Ask(9090), Ask(8080)]));
            (await host.Ports.Reserve([Ask(9090)])).Dispose();
        }

        (await host.Ports.Reserve([Ask(8080)])).Dispose();
    }

    [Fact]
    public async Task A_protocol_that_the_kernel_lacks_has_free_ports()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        using var reservation = await host.Ports.Reserve([Ask(8080) with { Protocol = IpProtocol.Sctp }]);
        Assert.Equal(("sctp", "172.17.0.2", 80), Held(reservation.Bindings[0]));
    }

    private static (string Protocol, string Address, int Port) Held(PortBinding binding)
    {
        var held = binding.Hold(IPAddress.Parse("172.17.0.2"));
        return (held.Protocol, held.ContainerAddress, held.ContainerPort);
    }

    private static PortRequest Ask(int? port, string? address = null)
    {
        var request = new PortRequest
        {
            Protocol = IpProtocol.Tcp,
            ContainerPort = 80,
            HostPorts = port is { } number ? new PortRange((ushort)number, (ushort)number) : null,
        };
        return address is null ? request : request with { HostAddresses = [IPAddress.Parse(address)] };
    }

    private static List<string> Written(PortReservation reservation) =>
        [.. reservation.Bindings.Select(binding => new IPEndPoint(binding.HostAddress, binding.HostPort).ToString())];
}
