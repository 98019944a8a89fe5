using System.Text.Json;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Images;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/create?name=NAME</c>: 201 with the id; 404 without the image, 409 where the name is taken.</summary>
internal static class CreateContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var request = OlderRequests.Adapt(await exchange.ReadJsonAsync(DockerJson.Relaxed.CreateRequest), exchange.Version);
        Unsupported.Refuse(request);
        var engine = exchange.Engine.Containers;
        var image = engine.Images.Resolve(request.Image ?? "");
        Platforms.Require(image, request.Image ?? "", exchange.Query("platform"));
        var asked = ImageDefaults.Merge(request, image.Document.Config);
        var host = HostDefaults.Fill(request.HostConfig ?? new HostConfig());
        var warnings = new List<string>();
        ContainerDocument? document = null;
        var container = await engine.Create.ExecuteAsync(new NewContainer
        {
            Name = exchange.Query("name"),
            ImageName = request.Image ?? "",
            Image = image,
            Labels = asked.Labels ?? new Dictionary<string, string>(),
            Door = Engine.Door,
            Make = id =>
            {
                document = new ContainerDocument
                {
                    Config = HostDefaults.NameHost(asked, host, id),
                    HostConfig = host,
                    NetworkingConfig = request.NetworkingConfig,
                };
                return (SpecMapping.Make(document, engine.Store, engine.Networks, warnings), JsonSerializer.Serialize(document, DockerJson.Relaxed.ContainerDocument));
            },
        });
        await exchange.WriteJsonAsync(new CreateResponse(container.Id.Hex, warnings), DockerJson.Relaxed.CreateResponse, StatusCodes.Status201Created);
    }
}
