using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;
using Gantry.Runtime.Shim.Logs;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Supervise;

/// <summary>What the daemon prints, and what there is to say about it: in a file that does not grow without end, or where our own output goes.</summary>
/// <remarks>The pipe is the supervisor's, so what a killed daemon said last is not lost.</remarks>
internal sealed class DaemonOutput : IDisposable
{
    private const int MaxBytes = 10 * 1024 * 1024;
    private const int MaxFiles = 3;
    private const int BufferBytes = 16 * 1024;
    private const int StandardError = 2;

    private readonly LogFile? _file;
    private readonly PipeEnds? _pipe;

    public DaemonOutput(EventLoop loop, string? path)
    {
        if (path is null)
        {
            Descriptor = FileDescriptor.Borrow(StandardError);
            return;
        }

        _file = new LogFile(new LogTarget { Path = path, MaxBytes = MaxBytes, MaxFiles = MaxFiles });
        _pipe = Kernel.Pipe();
        Kernel.SetNonBlocking(_pipe.Read);
        Descriptor = _pipe.Write;
        loop.Watch(_pipe.Read, EpollEvents.Readable, _ => Take());
    }

    /// <summary>For the daemon to write to.</summary>
    public FileDescriptor Descriptor { get; }

    public void Say(string text)
    {
        var line = Encoding.UTF8.GetBytes($"supervisor: {text}\n");
        if (_file is null)
        {
            Kernel.TryWrite(Descriptor, line, out _);
        }
        else
        {
            while (Take())
            {
                // What the daemon said before comes before.
            }

            Append(line);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _pipe?.Dispose();
    }

    private bool Take()
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        if (_pipe is null || Kernel.TryRead(_pipe.Read, buffer, out _) is not (> 0 and var count))
        {
            return false;
        }

        Append(buffer[..count]);
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_file is not null)
        {
            if (_file.IsFull(bytes.Length))
            {
                _file.Rotate();
            }

            // A full disk costs the message, and nothing else.
            _file.TryAppend(bytes, out _);
        }
    }
}
