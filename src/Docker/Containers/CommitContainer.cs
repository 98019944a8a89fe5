using System.Text.Json;
using Gantry.Containers;
using Gantry.Containers.Images.Changes;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Images;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Oci.ImageSpec;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /commit?container=NAME&amp;repo=NAME&amp;tag=TAG&amp;comment=TEXT&amp;author=TEXT&amp;pause=BOOL&amp;changes=INSTRUCTION</c>: 201 with the image's id.</summary>
internal static class CommitContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Query("container") ?? "");
        var image = await engine.Commit.ExecuteAsync(
            container,
            new CommitOptions
            {
                Reference = ImageNames.Target(exchange.Query("repo"), exchange.Query("tag")),
                Author = exchange.Query("author") ?? "",
                Message = exchange.Query("comment") ?? "",
                Config = await ConfigAsync(exchange, container.Record),
                Pause = exchange.Flag("pause", otherwise: true),
            },
            exchange.CancellationToken);
        await exchange.WriteJsonAsync(new IdResponse(image.Id.ToString()), DockerJson.Relaxed.IdResponse, StatusCodes.Status201Created);
    }

    // The body's, then the instructions', then for what is still open the container's own: it was made with its image's filled in.
    private static async Task<ImageConfig> ConfigAsync(Exchange exchange, ContainerRecord record)
    {
        var asked = exchange.HasBody ? await ReadBodyAsync(exchange) : new Config();
        var own = ImageConfigOf(DocumentOf(record));
        var changed = ConfigChanges.Apply(ImageConfigOf(asked ?? new()), exchange.Request.Query["changes"].OfType<string>());
        return ImageConfigMerge.Over(changed, own);
    }

    private static async Task<Config?> ReadBodyAsync(Exchange exchange)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(exchange.Request.Body, DockerJson.Relaxed.Config, exchange.CancellationToken);
        }
        catch (JsonException e)
        {
            throw new InvalidException($"invalid JSON: {e.Message}", e);
        }
    }

    private static Config DocumentOf(ContainerRecord record) =>
        JsonSerializer.Deserialize(record.DoorDocument, DockerJson.Relaxed.ContainerDocument)?.Config ?? new Config();

    private static ImageConfig ImageConfigOf(Config config) => new()
    {
        User = config.User,
        ExposedPorts = config.ExposedPorts,
        Env = config.Env,
        Entrypoint = config.Entrypoint,
        Cmd = config.Cmd,
        Volumes = config.Volumes,
        WorkingDir = config.WorkingDir,
        Labels = config.Labels,
        StopSignal = config.StopSignal,
        StopTimeout = config.StopTimeout,
        Healthcheck = config.Healthcheck,
        OnBuild = config.OnBuild,
        Shell = config.Shell,
    };
}
