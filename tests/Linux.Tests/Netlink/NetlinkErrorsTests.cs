using System.Net;
using Gantry.Linux.Netlink;
using Gantry.Linux.Tests.Namespaces;

namespace Gantry.Linux.Tests.Netlink;

public sealed class NetlinkErrorsTests
{
    private const int Nobody = 99;

    private static readonly InterfaceName Nowhere = new("nowhere");
    private static readonly InterfaceAddress Address = new(IPAddress.Parse("172.17.0.2"), 16);
    private static readonly Route Route = new() { Destination = IPNetwork.Parse("10.0.0.0/8"), Index = Nobody };

    private static readonly Dictionary<string, (NetlinkRequest Request, string Message)> Refused = new()
    {
        ["delete a link"] = (new DeleteLink(Nowhere), "RTM_DELLINK nowhere: no such device"),
        ["change a link by name"] = (new ChangeLink { Name = Nowhere, Up = true }, "RTM_SETLINK nowhere: no such device"),
        ["change a link by number"] = (new ChangeLink { Index = Nobody, Up = true }, "RTM_SETLINK link 99: no such device"),
        ["change a port"] = (new ChangeBridgePort { Name = Nowhere, Hairpin = true }, "RTM_NEWLINK nowhere (bridge port): no such device"),
        ["create a bridge"] = (new CreateBridge { Name = new("lo") }, "RTM_NEWLINK lo (bridge): file exists"),
        ["create a pair"] = (new CreateVethPair { Name = Nowhere, PeerName = new("lo") }, "RTM_NEWLINK nowhere (veth): file exists"),
        ["add an address"] = (new AddAddress(Nobody, Address), "RTM_NEWADDR 172.17.0.2/16: no such device"),
        ["remove an address"] = (new RemoveAddress(1, Address), "RTM_DELADDR 172.17.0.2/16: cannot assign requested address"),
        ["add a route"] = (new AddRoute(Route), "RTM_NEWROUTE 10.0.0.0/8: no such device"),
        ["remove a route"] = (new RemoveRoute(Route), "RTM_DELROUTE 10.0.0.0/8: no such process"),
    };

    public static TheoryData<string> Deeds => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task A_refusal_names_the_call_the_object_and_the_error(string deed)
    {
        using var here = await TestNamespace.Create();
        var error = Assert.Throws<LinuxException>(() => here.Routes.Execute(Refused[deed].Request));

        // What the kernel itself has to say may follow, in brackets.
        Assert.StartsWith(Refused[deed].Message, error.Message);
    }
}
