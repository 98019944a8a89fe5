using Gantry.Containers;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>GET /containers/{name}/top?ps_args=-ef</c>: 409 where it does not run.</summary>
internal static class ListProcesses
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        var arguments = exchange.Query("ps_args") is { Length: > 0 } given ? given : "-ef";
        if (arguments is not "-ef")
        {
            throw new UnsupportedException($"top with the columns of \"ps {arguments}\": not there yet; the columns are those of \"ps -ef\"");
        }

        var processes = engine.Processes.Execute(container).Select(IReadOnlyList<string> (process) =>
        [
            process.User, $"{process.Pid}", $"{process.ParentPid}", $"{process.CpuPercent}", $"{process.Started:HH:mm}", process.Terminal, $"{process.CpuTime:hh\\:mm\\:ss}", process.Command,
        ]);
        return exchange.WriteJsonAsync(
            new TopResponse([.. processes], ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]), DockerJson.Relaxed.TopResponse);
    }
}
