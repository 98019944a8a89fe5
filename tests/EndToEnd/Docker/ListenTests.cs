using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Harness;
using Gantry.Harness.Commands;

namespace Gantry.EndToEnd.Docker;

/// <summary>Where the engine listens beside its own socket, and whom it lets in.</summary>
public sealed class ListenTests
{
    private const string Address = "tcp://127.0.0.1:2376";

    [Fact]
    public async Task A_client_with_a_certificate_of_the_authority_works_over_TCP_and_others_are_turned_away()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        var authority = new TestAuthority(engine.Root["tls"]);
        authority.Issue("server", isServer: true);
        authority.Issue("client", isServer: false);
        new TestAuthority(engine.Root["stranger"]).Issue("client", isServer: false);
        (await engine.Gantry("down")).Succeeded();
        (await engine.Gantry(
            "up", "-H", Address, "--tlsverify",
            "--tlscacert", authority.Path("ca.pem"), "--tlscert", authority.Path("server.pem"), "--tlskey", authority.Path("server-key.pem"))).Succeeded();

        // Standard input that ends first: the connection is taken over beneath TLS, too.
        var hello = await (OverTcp(engine, "tls", "run", "-i", "--rm", "busybox", "sh", "-c", "cat; echo end") with { Input = "hello\n" }).Run();
        Assert.Equal("hello\nend\n", hello.Succeeded().Stdout);

        Assert.NotEqual(0, (await OverTcp(engine, "stranger", "version").Run()).ExitCode);
        // By curl, which tells one cause from another: the server's certificate is trusted in each.
        Assert.Equal("OK", (await Ping(engine, "tls/client")).Succeeded().Stdout);
        Assert.NotEqual("OK", (await Ping(engine, "stranger/client")).Stdout);
        Assert.NotEqual("OK", (await Ping(engine, certificate: null)).Stdout);
        var plain = await engine.Network.Inside(engine.DockerCommand("-H", Address, "version")).Run();
        Assert.NotEqual(0, plain.ExitCode);
        (await engine.Docker("version")).Succeeded();
    }

    [Fact]
    public async Task Plain_HTTP_is_for_this_machine_alone_unless_that_is_asked_for()
    {
        await using var engine = await LocalEngine.Start();
        (await engine.Gantry("down")).Succeeded();
        var refused = await engine.Gantry("up", "-H", "tcp://0.0.0.0:2375");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("tcp://0.0.0.0:2375 without TLS makes everyone who reaches it root of this machine", refused.Stderr, StringComparison.Ordinal);

        (await engine.Gantry("up", "-H", "tcp://localhost")).Succeeded();
        (await engine.Network.Inside(engine.DockerCommand("-H", "tcp://127.0.0.1:2375", "version")).Run()).Succeeded();
    }

    [Fact]
    public async Task A_client_that_comes_over_TCP_while_the_daemon_is_killed_waits_for_the_next()
    {
        await using var engine = await LocalEngine.Start();
        (await engine.Gantry("down")).Succeeded();
        (await engine.Gantry("up", "-H", "tcp://127.0.0.1:2375")).Succeeded();
        for (var round = 0; round < 5; round++)
        {
            await engine.Crash();
            (await engine.Network.Inside(engine.DockerCommand("-H", "tcp://127.0.0.1:2375", "version")).Run()).Succeeded();
        }
    }

    [Fact]
    public async Task The_socket_belongs_to_the_group_that_is_named()
    {
        await using var engine = await LocalEngine.Start();
        (await engine.Gantry("down")).Succeeded();
        (await engine.Gantry("up", "--group", "daemon")).Succeeded();
        Assert.Equal("root:daemon 660\n", (await Programs.Run("stat", "-c", "%U:%G %a", engine.DockerHost["unix://".Length..])).Stdout);
        (await engine.Gantry("down")).Succeeded();
        var refused = await engine.Gantry("up", "--group", "no-such-group");
        Assert.Contains("group no-such-group not found", refused.Stderr, StringComparison.Ordinal);
        (await engine.Gantry("up")).Succeeded();
    }

    private static Task<CommandResult> Ping(LocalEngine engine, string? certificate)
    {
        string[] own = certificate is null ? [] : ["--cert", engine.Root[$"{certificate}.pem"], "--key", engine.Root[$"{certificate}-key.pem"]];
        return engine.OnHost("curl", ["-s", "--cacert", engine.Root["tls/ca.pem"], .. own, "https://127.0.0.1:2376/_ping"]);
    }

    private static Command OverTcp(LocalEngine engine, string certificates, params string[] arguments)
    {
        var folder = engine.Root[certificates];
        string[] options = ["-H", Address, "--tlsverify", "--tlscacert", engine.Root["tls/ca.pem"], "--tlscert", $"{folder}/client.pem", "--tlskey", $"{folder}/client-key.pem"];
        return engine.Network.Inside(engine.DockerCommand([.. options, .. arguments]));
    }

    /// <summary>A certificate authority with its files in one folder.</summary>
    private sealed class TestAuthority
    {
        private readonly string _folder;
        private readonly X509Certificate2 _certificate;

        public TestAuthority(string folder)
        {
            Directory.CreateDirectory(_folder = folder);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
            _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
            File.WriteAllText(Path("ca.pem"), _certificate.ExportCertificatePem());
        }

        public string Path(string file) => System.IO.Path.Combine(_folder, file);

        public void Issue(string name, bool isServer)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], critical: false));
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(System.Net.IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            using var certificate = request.Create(_certificate, DateTimeOffset.UtcNow.AddMinutes(-30), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
            File.WriteAllText(Path($"{name}.pem"), certificate.ExportCertificatePem());
            File.WriteAllText(Path($"{name}-key.pem"), key.ExportPkcs8PrivateKeyPem());
        }
    }
}
