using System.Net;

namespace Gantry.Containers.Networks.Dns.Forwarding;

/// <summary>A server that is asked what no zone knows.</summary>
/// <param name="Endpoint">Where it is.</param>
/// <param name="FromHost">Whether only the host can reach it; else it is asked from the container's own network, with what that may reach.</param>
internal sealed record UpstreamServer(IPEndPoint Endpoint, bool FromHost)
{
    public const int Port = 53;
}
