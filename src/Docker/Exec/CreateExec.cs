using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Docker.Streams;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Exec;

/// <summary><c>POST /containers/{name}/exec</c>: 201 with the id; 409 where the container does not run.</summary>
internal static class CreateExec
{
    private static readonly ApiVersion FirstWithConsoleSize = new(1, 42);

    public static async Task HandleAsync(Exchange exchange)
    {
        var request = await exchange.ReadJsonAsync(DockerJson.Relaxed.ExecRequest);
        if (request.Cmd is not { Count: > 0 })
        {
            throw new InvalidException("no exec command specified");
        }

        DetachKeys.Parse(request.DetachKeys);
        var engine = exchange.Engine.Containers;
        var exec = engine.Exec.Create(engine.Store.Get(exchange.Path("name")), new ExecSpec
        {
            Args = request.Cmd,
            Env = request.Env ?? [],
            WorkingDirectory = request.WorkingDir ?? "",
            User = request.User ?? "",
            Terminal = request.Tty,
            ConsoleSize = exchange.Version < FirstWithConsoleSize ? null : ConsoleSizes.Read(request.ConsoleSize),
            Privileged = request.Privileged,
            AttachStdin = request.AttachStdin,
            AttachStdout = request.AttachStdout,
            AttachStderr = request.AttachStderr,
            DetachKeys = request.DetachKeys ?? "",
        });
        await exchange.WriteJsonAsync(new IdResponse(exec.Id), DockerJson.Relaxed.IdResponse, StatusCodes.Status201Created);
    }
}
