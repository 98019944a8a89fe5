using System.Net;
using Gantry.Linux;
using Gantry.Linux.Sockets;

namespace Gantry.App.Sockets;

/// <summary>Where the engine listens beside its unix socket, and who may use that.</summary>
internal sealed record EngineListening
{
    public IReadOnlyList<IPEndPoint> Tcp { get; init; } = [];

    /// <summary>For all of <see cref="Tcp"/>; null speaks plain HTTP.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>The group of the unix socket; null leaves our own.</summary>
    public uint? Group { get; init; }

    /// <summary>The sockets as a supervisor is told to bind them.</summary>
    public IEnumerable<string> ToSupervisor() => Tcp.Select((endpoint, index) => $"{NameOf(index)}=tcp://{endpoint}");

    /// <summary>The sockets over TCP: what a supervisor gave, and where it gave none, bound here.</summary>
    /// <exception cref="LinuxException">A port is taken, or no interface has the address.</exception>
    public IReadOnlyList<FileDescriptor> Open(IReadOnlyDictionary<string, FileDescriptor> inherited) =>
    [
        .. Tcp.Select((endpoint, index) => inherited.TryGetValue(NameOf(index), out var given)
            ? given
            : ListeningSocket.BindTcp(endpoint.Address.ToString(), endpoint.Port)),
    ];

    public static string NameOf(int index) => $"docker-tcp-{index}";
}
