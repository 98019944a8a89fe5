using System.Text.Json;
using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/update</c>: 200 with the warnings; 400 where a limit is out of its range.</summary>
internal static class UpdateContainer
{
    private static readonly ApiVersion FirstWithPidsLimit = new(1, 40);

    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var request = await exchange.ReadJsonAsync(DockerJson.Relaxed.UpdateRequest);
        if (exchange.Version < FirstWithPidsLimit)
        {
            request = request with { PidsLimit = null };
        }

        var container = engine.Store.Get(exchange.Path("name"));
        var warnings = new List<string>();
        var limits = ResourceMapping.Make(request, warnings, isUpdate: true);
        await engine.Update.ExecuteAsync(container, record => Change(record, request), limits, exchange.CancellationToken);
        await exchange.WriteJsonAsync(new UpdateResponse(warnings.Count > 0 ? warnings : null), DockerJson.Relaxed.UpdateResponse);
    }

    private static ContainerRecord Change(ContainerRecord record, UpdateRequest request)
    {
        var document = ContainerDescription.ReadDocument(record);
        var host = ResourceUpdate.Merge(document.HostConfig, request);
        if (request.RestartPolicy is { Name.Length: > 0 } policy)
        {
            host = record.Spec.AutoRemove && policy.Name != "no"
                ? throw new ConflictException("Restart policy cannot be updated because AutoRemove is enabled for the container")
                : host with { RestartPolicy = policy };
        }

        return record with
        {
            Spec = record.Spec with { Resources = ResourceMapping.Make(host, []), Restart = RestartMapping.Make(host) },
            DoorDocument = JsonSerializer.Serialize(document with { HostConfig = host }, DockerJson.Relaxed.ContainerDocument),
        };
    }
}
