using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Gantry.Containers;

namespace Gantry.App.Sockets;

/// <summary>Hears when a process that was started says that it is ready.</summary>
/// <remarks>sd_notify(3), by an abstract name, which goes with its socket.</remarks>
internal sealed class ReadinessListener : IDisposable
{
    private const int MaxMessage = 4096;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ReadinessListener()
    {
        var name = $"gantry-up-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        _socket.Bind(new UnixDomainSocketEndPoint($"\0{name}"));
        Address = $"@{name}";
    }

    /// <summary>For NOTIFY_SOCKET.</summary>
    public string Address { get; }

    /// <summary>Ends when the process has said so.</summary>
    /// <exception cref="UnavailableException">It says that it never will be.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxMessage];
        while (true)
        {
            var length = await _socket.ReceiveAsync(buffer, cancellationToken);
            var said = Encoding.UTF8.GetString(buffer, 0, length);
            if (said.Split('\n').Contains(Readiness.Message))
            {
                return;
            }

            if (said.StartsWith(Readiness.Failure, StringComparison.Ordinal))
            {
                throw new UnavailableException(said[Readiness.Failure.Length..]);
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
