using Gantry.Docker.Json;
using Gantry.Docker.Networks.Mapping;
using Gantry.Docker.Networks.Shapes;
using Gantry.Docker.Routing;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Networks;

/// <summary><c>POST /networks/create</c>: 201 with the id; 403 for what nobody can make, 409 where the name is taken.</summary>
internal static class CreateNetwork
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var wanted = NetworkOptions.Read(await exchange.ReadJsonAsync(DockerJson.Relaxed.NetworkCreateRequest));
        var made = await exchange.Engine.Containers.CreateNetwork.ExecuteAsync(wanted, exchange.CancellationToken);
        await exchange.WriteJsonAsync(new NetworkCreateResponse(made.Id, ""), DockerJson.Relaxed.NetworkCreateResponse, StatusCodes.Status201Created);
    }
}
