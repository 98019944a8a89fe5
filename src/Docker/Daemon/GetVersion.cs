using Gantry.Docker.Daemon.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Daemon;

/// <summary><c>GET /version</c></summary>
internal static class GetVersion
{
    public static Task HandleAsync(Exchange exchange)
    {
        var version = exchange.Engine.Options.Version;
        return exchange.WriteJsonAsync(
            new VersionBody
            {
                Platform = new PlatformName("Gantry"),
                Components =
                [
                    new ComponentVersion("Engine", version, new Dictionary<string, string>
                    {
                        ["ApiVersion"] = ApiVersion.Newest.ToString(),
                        ["Arch"] = Host.Architecture,
                        ["BuildTime"] = "",
                        ["Experimental"] = "false",
                        ["GitCommit"] = "",
                        ["GoVersion"] = "",
                        ["KernelVersion"] = Host.KernelRelease,
                        ["MinAPIVersion"] = ApiVersion.Oldest.ToString(),
                        ["Os"] = "linux",
                    }),
                    new ComponentVersion("gantry-runtime", version, new Dictionary<string, string>()),
                ],
                Version = version,
                ApiVersion = ApiVersion.Newest.ToString(),
                MinApiVersion = ApiVersion.Oldest.ToString(),
                Os = "linux",
                Arch = Host.Architecture,
                KernelVersion = Host.KernelRelease,
            },
            DockerJson.Relaxed.VersionBody);
    }
}
