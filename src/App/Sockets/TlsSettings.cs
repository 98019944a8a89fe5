using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Containers;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gantry.App.Sockets;

/// <summary>How clients over TCP are spoken to, and which of them are let in.</summary>
internal sealed record TlsSettings
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>PEM files.</summary>
    public required string Certificate { get; init; }

    public required string Key { get; init; }

    /// <summary>Who vouches for clients; null lets everyone in who can reach the port.</summary>
    public required string? ClientAuthorities { get; init; }

    /// <exception cref="InvalidException">A file is missing, or is not what it should be.</exception>
    public HttpsConnectionAdapterOptions Load()
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            if (ClientAuthorities is not null)
            {
                authorities.ImportFromPemFile(ClientAuthorities);
            }

            return new HttpsConnectionAdapterOptions
            {
                ServerCertificate = X509Certificate2.CreateFromPemFile(Certificate, Key),
                SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateMode = ClientAuthorities is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate,
                ClientCertificateValidation = (certificate, _, _) => IsVouchedFor(certificate, authorities),
            };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidException($"could not load TLS files (certificate {Certificate}, key {Key}, CA {ClientAuthorities ?? "none"}): {e.Message}");
        }
    }

    private static bool IsVouchedFor(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // Who runs a CA of his own for this has no place to ask about revocations.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(certificate);
    }
}
