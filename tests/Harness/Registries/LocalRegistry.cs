using Gantry.Harness.Commands;
using Gantry.Harness.Packages;

namespace Gantry.Harness.Registries;

/// <summary>Debian's docker-registry, in the network of an engine, with its images in that engine's root.</summary>
public sealed class LocalRegistry : IAsyncDisposable
{
    /// <summary>Who is let in where a password is wanted.</summary>
    public const string User = "user";

    public const string Password = "secret";

    // bcrypt of the password.
    private const string PasswordHash = "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    private readonly RunningCommand _server;

    private LocalRegistry(RunningCommand server, string authority) => (_server, Authority) = (server, authority);

    /// <summary><c>127.0.0.1:PORT</c>.</summary>
    public string Authority { get; }

    public static async Task<LocalRegistry> Start(PrivateRoot root, NetworkNamespace network, int port = 5000, bool wantsPassword = false)
    {
        var authority = $"127.0.0.1:{port}";
        var folder = Directory.CreateDirectory(root[$"registry-{port}"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "htpasswd"), $"{User}:{PasswordHash}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "config.yml"), $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: {{folder}}/images }, delete: { enabled: true } }
            http: { addr: "{{authority}}" }
            {{(wantsPassword ? $"auth: {{ htpasswd: {{ realm: test, path: {folder}/htpasswd }} }}" : "")}}
            """);
        var program = (await Peers.Registry.Unpack()).Program("docker-registry");
        var server = network.Inside(new Command(program, "serve", Path.Combine(folder, "config.yml")) { Timeout = TimeSpan.FromHours(1) }).Start();
        var registry = new LocalRegistry(server, authority);
        var ready = await network.Inside(new Command("curl", "-s", "--retry", "200", "--retry-connrefused", "--retry-max-time", "30", "--retry-delay", "1", $"http://{authority}/v2/")).Run();
        if (ready.ExitCode != 0)
        {
            await registry.DisposeAsync();
            throw new InvalidOperationException($"the registry does not answer: {server.Stdout}{server.Stderr}");
        }

        return registry;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
