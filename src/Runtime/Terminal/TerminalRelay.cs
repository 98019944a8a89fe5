using Gantry.Linux;
using Gantry.Linux.Pty;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Terminal;

/// <summary>Carries bytes between the caller's standard streams and a container's terminal.</summary>
internal sealed class TerminalRelay : IDisposable
{
    private const int BufferBytes = 32 * 1024;

    private readonly FileDescriptor _master;
    private readonly FileDescriptor _input = FileDescriptor.Borrow(0);
    private readonly FileDescriptor _output = FileDescriptor.Borrow(1);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly TerminalMode? _callersMode;
    private bool _inputEnded;
    private bool _outputEnded;

    /// <summary>Receives the terminal, and puts the caller's own, if it is one, into raw mode for as long as this lives.</summary>
    public TerminalRelay(FileDescriptor receiver)
    {
        Span<byte> name = stackalloc byte[256];
        var message = Kernel.ReceiveDescriptors(receiver, name, maxDescriptors: 1);
        _master = message.Descriptors is [var master] ? master : throw new LinuxException("receiving the terminal", Errno.ENODATA);
        _callersMode = TerminalMode.TryEnterRaw(_input);
        Resize();
    }

    public PollEntry[] Entries()
    {
        var master = new PollEntry(_master, PollEvents.Readable);
        var input = new PollEntry(_input, PollEvents.Readable);
        if (_outputEnded)
        {
            master.Ignore();
        }

        if (_inputEnded)
        {
            input.Ignore();
        }

        return [master, input];
    }

    public void Move(PollEvents master, PollEvents input)
    {
        if (master != PollEvents.None)
        {
            _outputEnded = !Copy(_master, _output);
        }

        if (input != PollEvents.None)
        {
            _inputEnded = !Copy(_input, _master);
        }
    }

    /// <summary>Takes what is left after the process has ended.</summary>
    public void Drain()
    {
        Span<PollEntry> entries = [new(_master, PollEvents.Readable)];
        while (!_outputEnded && Kernel.Poll(entries, timeoutMilliseconds: 0) > 0)
        {
            _outputEnded = !Copy(_master, _output);
        }
    }

    /// <summary>Gives the container's terminal the size of the caller's.</summary>
    public void Resize()
    {
        if (_callersMode is not null)
        {
            TerminalDevice.Resize(_master, TerminalDevice.SizeOf(_input));
        }
    }

    public void Dispose()
    {
        _callersMode?.Dispose();
        _master.Dispose();
    }

    /// <summary>False at the end. A terminal whose last user has gone answers with EIO.</summary>
    private bool Copy(FileDescriptor from, FileDescriptor to)
    {
        var count = Kernel.TryRead(from, _buffer, out _);
        for (var written = 0; written < count;)
        {
            var result = Kernel.TryWrite(to, _buffer.AsSpan(written, count - written), out _);
            if (result <= 0)
            {
                return false;
            }

            written += result;
        }

        return count > 0;
    }
}
