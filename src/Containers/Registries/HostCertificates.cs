using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Containers.Registries;

/// <summary>Whom to trust for one host, and who to be to it, as its folder in <c>certs.d</c> tells.</summary>
internal static class HostCertificates
{
    /// <exception cref="InvalidException">A file in the folder is damaged.</exception>
    public static SslClientAuthenticationOptions Read(string authority, RegistryOptions options)
    {
        var folder = Path.Combine(options.CertificatesDirectory, authority);
        var authorities = new X509Certificate2Collection();
        var own = new X509CertificateCollection();
        try
        {
            foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToList() : [])
            {
                Add(file, authorities, own);
            }
        }
        catch (CryptographicException e)
        {
            throw new InvalidException($"{folder}: {e.Message}", e);
        }

        var isInsecure = options.IsInsecure(authority);
        return new()
        {
            ClientCertificates = own,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                isInsecure || errors == SslPolicyErrors.None || IsVouchedFor(certificate, chain, errors, authorities),
        };
    }

    private static void Add(string file, X509Certificate2Collection authorities, X509CertificateCollection own)
    {
        if (file.EndsWith(".crt", StringComparison.Ordinal))
        {
            authorities.ImportFromPemFile(file);
        }
        else if (file.EndsWith(".cert", StringComparison.Ordinal))
        {
            var key = Path.ChangeExtension(file, ".key");
            own.Add(File.Exists(key) ? X509Certificate2.CreateFromPemFile(file, key) : throw new InvalidException($"missing key {Path.GetFileName(key)} for client certificate {Path.GetFileName(file)}. CA certificates must use the extension .crt"));
        }
    }

    // By the system's authorities it was not; the folder's count beside them.
    private static bool IsVouchedFor(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || authorities.Count == 0 || certificate is not X509Certificate2 server)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(server);
    }
}
