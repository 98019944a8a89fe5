using System.Net.Sockets;
using System.Text;
using Gantry.Linux;

namespace Gantry.Harness.Guest;

/// <summary>The host's end of the line to the agent in a guest.</summary>
internal sealed class GuestChannel : IDisposable
{
    // Beyond what the agent itself gives a script, for a host that is busy.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    /// <summary>Takes over one end of a pair of sockets.</summary>
    public GuestChannel(FileDescriptor socket)
    {
        _stream = new NetworkStream(new Socket(new SafeSocketHandle(socket.Release(), ownsHandle: true)), ownsSocket: true);
        _reader = new StreamReader(_stream);
    }

    public async Task AwaitReady(TimeSpan timeout)
    {
        var line = await Line(timeout);
        if (line != GuestAgent.Ready)
        {
            throw new InvalidDataException($"the guest's agent says \"{line}\"");
        }
    }

    /// <summary>Runs a shell script to its end.</summary>
    public async Task<GuestResult> Run(string script, TimeSpan timeout)
    {
        var request = $"{(int)timeout.TotalSeconds} {Convert.ToBase64String(Encoding.UTF8.GetBytes(script))}\n";
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var answer = (await Line(timeout + Grace)).Split(' ');
        return answer is [var status, var stdout, var stderr]
            ? new GuestResult(script, int.Parse(status), Text(stdout), Text(stderr))
            : throw new InvalidDataException($"the guest's agent answers \"{string.Join(' ', answer)}\"");
    }

    public void Dispose() => _reader.Dispose();

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    private async Task<string> Line(TimeSpan timeout) =>
        await _reader.ReadLineAsync().WaitAsync(timeout) ?? throw new EndOfStreamException("the guest is gone");
}
