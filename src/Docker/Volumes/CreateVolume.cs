using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Volumes;

/// <summary><c>POST /volumes/create</c>: 201 with the volume, also where it exists already; 400 for a bad name or option.</summary>
internal static class CreateVolume
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var request = await exchange.ReadJsonAsync(DockerJson.Relaxed.CreateVolumeRequest);
        VolumeDriver.Check(request.Driver);
        var engine = exchange.Engine.Containers;
        var volume = engine.Volumes.Create(request.Name ?? "", request.Labels, request.DriverOpts);
        await exchange.WriteJsonAsync(VolumeDescription.Describe(engine, volume), DockerJson.Relaxed.VolumeBody, StatusCodes.Status201Created);
    }
}
