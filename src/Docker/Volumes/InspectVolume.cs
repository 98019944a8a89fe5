using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Volumes;

/// <summary><c>GET /volumes/{name}</c>: 404 where there is none.</summary>
internal static class InspectVolume
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        return exchange.WriteJsonAsync(VolumeDescription.Describe(engine, engine.Volumes.Get(exchange.Path("name"))), DockerJson.Relaxed.VolumeBody);
    }
}
