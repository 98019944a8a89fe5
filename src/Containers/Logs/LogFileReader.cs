using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol.Logs;

namespace Gantry.Containers.Logs;

/// <summary>Reads the entries of one file, which may still grow.</summary>
internal sealed class LogFileReader : IDisposable
{
    private const int InitialBuffer = 16 * 1024;

    // A line of 16 KiB, each of its bytes escaped, and the rest of the entry.
    private const int MaxEntry = 128 * 1024;

    private readonly FileDescriptor _file;
    private byte[] _buffer = new byte[InitialBuffer];
    private byte[] _text = new byte[InitialBuffer];
    private int _start;
    private int _end;
    private long _offset;

    /// <summary>Opens a file at an entry's beginning.</summary>
    public LogFileReader(string path, long offset)
    {
        _file = Kernel.Open(path, OpenFlags.ReadOnly);
        _offset = offset;
        Inode = Kernel.Status(_file).Inode;
    }

    /// <summary>Tells the file from those that take its name.</summary>
    public ulong Inode { get; }

    /// <summary>The next whole entry; false where there is none yet. What is no entry is passed over.</summary>
    public bool TryNext(out LogEntry entry)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsSpan(_start, length);
                _start += length + 1;
                if (TryParse(line, out entry))
                {
                    return true;
                }

                continue;
            }

            if (!TryFill())
            {
                entry = default;
                return false;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private bool TryParse(ReadOnlySpan<byte> bytes, out LogEntry entry)
    {
        if (_text.Length <= bytes.Length)
        {
            _text = new byte[_buffer.Length];
        }

        if (!JsonFileFormat.TryRead(bytes, _text, out var line))
        {
            entry = default;
            return false;
        }

        // The text lies at the front of our buffer, and its line end behind it.
        var length = line.Text.Length + (line.IsPartial ? 0 : 1);
        entry = new LogEntry(line.Stream == LogStream.Stderr, line.Time, _text.AsMemory(0, length));
        return true;
    }

    private bool TryFill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxEntry)
            {
                // No entry of ours: skip to the next line end.
                _end = 0;
            }
            else
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }

        var count = Kernel.ReadAt(_file, _buffer.AsSpan(_end), _offset);
        if (count == 0 && Kernel.Status(_file).Size < _offset)
        {
            // Emptied, as a log of a single file is.
            (_offset, _end) = (0, 0);
            count = Kernel.ReadAt(_file, _buffer, 0);
        }

        _end += count;
        _offset += count;
        return count > 0;
    }
}
