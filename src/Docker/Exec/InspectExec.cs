using Gantry.Docker.Exec.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Exec;

/// <summary><c>GET /exec/{id}/json</c></summary>
internal static class InspectExec
{
    public static Task HandleAsync(Exchange exchange)
    {
        var (exec, container) = exchange.Engine.Containers.Exec.Get(exchange.Path("id"));
        var spec = exec.Spec;
        return exchange.WriteJsonAsync(
            new ExecDetails
            {
                Id = exec.Id,
                Running = exec.IsRunning,
                ExitCode = exec.ExitCode,
                ProcessConfig = new ExecProcessConfig
                {
                    Tty = spec.Terminal,
                    Entrypoint = spec.Args[0],
                    Arguments = [.. spec.Args.Skip(1)],
                    Privileged = spec.Privileged,
                    User = spec.User.Length > 0 ? spec.User : null,
                },
                OpenStdin = spec.AttachStdin,
                OpenStderr = spec.AttachStderr,
                OpenStdout = spec.AttachStdout,
                CanRemove = false,
                ContainerId = container.Id.Hex,
                DetachKeys = spec.DetachKeys,
                Pid = exec.Pid,
            },
            DockerJson.Relaxed.ExecDetails);
    }
}
