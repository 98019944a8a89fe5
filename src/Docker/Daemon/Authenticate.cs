using Gantry.Containers;
using Gantry.Docker.Images;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Daemon;

/// <summary><c>POST /auth</c>: asks a registry whether it knows somebody; 401 where it does not. Nothing is kept: that is the client's.</summary>
internal static class Authenticate
{
    private const string Hub = "docker.io";

    public static async Task HandleAsync(Exchange exchange)
    {
        var config = await exchange.ReadJsonAsync(DockerJson.Relaxed.AuthConfig);
        var token = await exchange.Engine.Containers.Registries.LoginAsync(
            DomainOf(config.ServerAddress ?? ""), Credentials.Of(config), exchange.CancellationToken);
        await exchange.WriteJsonAsync(new LoginBody("Login Succeeded", token), DockerJson.Relaxed.LoginBody);
    }

    // The client knows Docker Hub by the address of its index.
    private static string DomainOf(string server)
    {
        var scheme = server.IndexOf("://", StringComparison.Ordinal);
        var host = (scheme < 0 ? server : server[(scheme + 3)..]).Split('/')[0];
        return host is "" or "index.docker.io" or "registry-1.docker.io" or Hub ? Hub
            : Uri.CheckHostName(host.Split(':')[0].Trim('[', ']')) == UriHostNameType.Unknown && !host.StartsWith('[') ? throw new InvalidException($"invalid registry address: {server}")
            : host;
    }
}
