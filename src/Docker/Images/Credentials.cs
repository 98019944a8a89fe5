using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Gantry.Containers.Registries;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Images;

/// <summary>Reads in whose name a client wants a registry to be asked.</summary>
internal static class Credentials
{
    /// <summary>What <c>X-Registry-Auth</c> says. One that cannot be read is nobody, as it is to Docker.</summary>
    public static RegistryCredentials Of(Exchange exchange)
    {
        var header = exchange.Request.Headers["X-Registry-Auth"].ToString();
        try
        {
            // Some clients send the other alphabet.
            var json = Base64Url.DecodeFromChars(header.Replace('+', '-').Replace('/', '_'));
            return header.Length == 0 ? RegistryCredentials.Anonymous : Of(JsonSerializer.Deserialize(json, DockerJson.Relaxed.AuthConfig) ?? new());
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return RegistryCredentials.Anonymous;
        }
    }

    public static RegistryCredentials Of(AuthConfig config)
    {
        var (username, password) = (config.Username ?? "", config.Password ?? "");
        if (username.Length == 0 && config.Auth is { Length: > 0 } joined && TryDecode(joined) is { } decoded && decoded.Split(':', 2) is [var user, var secret])
        {
            (username, password) = (user, secret);
        }

        return new() { Username = username, Password = password, IdentityToken = config.IdentityToken ?? "", RegistryToken = config.RegistryToken ?? "" };
    }

    private static string? TryDecode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
