using Gantry.Containers;
using Gantry.Containers.Registries;
using Gantry.Docker.Http;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gantry.Docker;

/// <summary>Docker's Engine API: one handler for every request, and what its listeners need.</summary>
public sealed partial class EngineApi
{
    private static readonly RouteTable Table = new(Routes.All);

    private readonly Engine _engine;
    private readonly ILogger<EngineApi> _logger;
    private readonly string _server;
    private readonly RequestsUnderWay _underWay = new();

    public EngineApi(ContainerEngine containers, DoorOptions options, ILogger<EngineApi> logger)
    {
        (_engine, _logger) = (new Engine(containers, options), logger);
        _server = $"Gantry/{options.Version} (linux)";
    }

    /// <summary>Makes a listener one through which clients may attach.</summary>
    public static void Use(ListenOptions options)
    {
        options.Protocols = HttpProtocols.Http1;
        Hijacking.Use(options, Table.MayTakeOver);
    }

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            using var underWay = _underWay.Begin(http);
            await DispatchAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody reads an answer.
        }
#pragma warning disable CA1031 // The door's mapping: whatever went wrong becomes one answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await FailAsync(http, e);
        }
        finally
        {
            http.Features.Get<Hijacking>()?.EndRequest();
        }
    }

    /// <summary>Lets no request begin any more once those that were to be expected have ended. Those that only carry streams go on; others are aborted when the time is up.</summary>
    /// <param name="patience">The time.</param>
    /// <param name="allHaveCome">Whether no client is about to send its first request.</param>
    public Task CloseAsync(TimeSpan patience, Func<bool> allHaveCome) => _underWay.CloseAsync(patience, allHaveCome);

    private async Task DispatchAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.Server = _server;
        headers["Api-Version"] = ApiVersion.Newest.ToString();
        headers["Docker-Experimental"] = "false";
        headers["Ostype"] = "linux";
        var target = VersionedPath.Parse(http.Request.Path.Value ?? "/");
        if (!Table.TryFind(http.Request.Method, target.Path, out var route, out var values))
        {
            throw new NotFoundException("page not found");
        }

        if (route.Endpoint is not { } endpoint)
        {
            throw new UnsupportedException(route.Missing ?? "not there yet");
        }

        await endpoint(new Exchange(http, _engine, target.Version, values));
    }

    private async Task FailAsync(HttpContext http, Exception failure)
    {
        var status = ErrorMapping.StatusOf(failure);
        // What a registry refuses is between the user and the registry.
        if (status == StatusCodes.Status500InternalServerError && failure is not RegistryException)
        {
            LogFailed(_logger, http.Request.Method, http.Request.Path.Value ?? "", failure);
        }

        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        if (status != StatusCodes.Status304NotModified)
        {
            await http.Response.WriteJsonAsync(new ErrorBody(ErrorMapping.MessageOf(failure)), DockerJson.Relaxed.ErrorBody);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, string method, string path, Exception exception);
}
