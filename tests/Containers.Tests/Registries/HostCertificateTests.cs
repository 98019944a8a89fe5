using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Containers.Registries;

namespace Gantry.Containers.Tests.Registries;

/// <summary>Whom a registry's folder in <c>certs.d</c> lets us trust, in real handshakes.</summary>
public sealed class HostCertificateTests : IDisposable
{
    private const string Host = "registry.example.com";

    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority = Authority();

    private RegistryOptions Options => new() { CertificatesDirectory = _folder.Path };

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_certificate_of_an_authority_in_the_hosts_folder_is_trusted_and_no_other()
    {
        using var server = Issue(Host);
        await Assert.ThrowsAsync<AuthenticationException>(() => Handshake(server, $"{Host}:5000", Options));
        Put($"{Host}:5000", "ca.crt", _authority.ExportCertificatePem());
        await Handshake(server, $"{Host}:5000", Options);
        await Assert.ThrowsAsync<AuthenticationException>(() => Handshake(server, $"{Host}:5001", Options));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_trusted()
    {
        using var server = Issue("other.example.com");
        Put(Host, "ca.crt", _authority.ExportCertificatePem());
        await Assert.ThrowsAsync<AuthenticationException>(() => Handshake(server, Host, Options));
    }

    [Fact]
    public async Task A_listed_registry_need_not_prove_who_it_is()
    {
        using var server = Issue("other.example.com");
        await Handshake(server, Host, Options with { InsecureRegistries = [Host] });
    }

    [Fact]
    public async Task A_client_certificate_in_the_folder_is_shown()
    {
        using var server = Issue(Host);
        using var client = Issue("client");
        Put(Host, "ca.crt", _authority.ExportCertificatePem());
        Put(Host, "client.cert", client.ExportCertificatePem());
        using (var key = client.GetRSAPrivateKey())
        {
            Put(Host, "client.key", key?.ExportPkcs8PrivateKeyPem() ?? "");
        }

        Assert.Equal("CN=client", await Handshake(server, Host, Options));
    }

    [Fact]
    public void A_client_certificate_without_its_key_is_named()
    {
        Put(Host, "client.cert", _authority.ExportCertificatePem());
        var failure = Assert.Throws<InvalidException>(() => HostCertificates.Read(Host, Options));
        Assert.StartsWith("missing key client.key for client certificate client.cert", failure.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Authority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(Day, Day.AddYears(10));
    }

    /// <returns>The subject of the client's certificate, as the server saw it.</returns>
    private static async Task<string?> Handshake(X509Certificate2 certificate, string authority, RegistryOptions options)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var near = new TcpClient();
        await near.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var far = await listener.AcceptTcpClientAsync();
        await using var server = new SslStream(far.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is null || shown.Issuer.Length > 0);
        await using var client = new SslStream(near.GetStream());
        var serving = server.AuthenticateAsServerAsync(certificate, clientCertificateRequired: true, checkCertificateRevocation: false);
        var settings = HostCertificates.Read(authority, options);
        settings.TargetHost = Host;
        try
        {
            await client.AuthenticateAsClientAsync(settings);
            await serving;
            return server.RemoteCertificate?.Subject;
        }
        finally
        {
            near.Close();
            await serving.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private X509Certificate2 Issue(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, Day, Day.AddYears(9), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
    }

    private void Put(string host, string file, string content)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, host)).FullName;
        File.WriteAllText(Path.Combine(folder, file), content);
    }
}
