using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol.Logs;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>What a container writes, kept line by line. A log that cannot be written never stops the container: what was lost is counted, and told when there is room again.</summary>
internal sealed class ContainerLog : IDisposable
{
    private readonly LogTarget _target;
    private readonly LogFile _file;
    private readonly LineSplitter _stdout;
    private readonly LineSplitter _stderr;

    // Uninitialised, so that pages which no line ever reaches cost nothing.
    private readonly byte[] _entries = GC.AllocateUninitializedArray<byte>(2 * JsonFileFormat.MaxLength(LineSplitter.MaxLength), pinned: true);

    private int _length;
    private long _count;
    private long _lost;
    private Errno _cause;

    // Of the first part of the line that is going on, by stream; 0 where none is.
    private (long Stdout, long Stderr) _partTimes;

    /// <summary>Opens the log, to add to what is there.</summary>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public ContainerLog(LogTarget target)
    {
        _target = target;
        _file = new LogFile(target);
        _stdout = new LineSplitter(target.Format);
        _stderr = new LineSplitter(target.Format);
    }

    public void Write(LogStream stream, ReadOnlySpan<byte> output)
    {
        var splitter = SplitterOf(stream);
        while (splitter.TryNext(ref output, out var text, out var isPartial))
        {
            Add(stream, text, isPartial);
        }

        Flush();
    }

    /// <summary>The stream has ended; a line without a newline is kept as it is.</summary>
    public void Finish(LogStream stream)
    {
        if (SplitterOf(stream).TryFinish(out var text))
        {
            Add(stream, text, isPartial: true);
        }

        Flush();
    }

    /// <summary>Goes on in a new file at the same path.</summary>
    /// <exception cref="LinuxException">The path cannot be opened.</exception>
    public void Reopen() => _file.Reopen();

    public void Dispose() => _file.Dispose();

    private LineSplitter SplitterOf(LogStream stream) => stream == LogStream.Stderr ? _stderr : _stdout;

    private void Add(LogStream stream, ReadOnlySpan<byte> text, bool isPartial)
    {
        if (_file.IsFull(_length))
        {
            Flush();
            _file.Rotate();
        }

        if (_entries.Length - _length < JsonFileFormat.MaxLength(text.Length))
        {
            Flush();
        }

        var line = new LogLine { Text = text, Stream = stream, Time = TimeOf(stream, isPartial), IsPartial = isPartial };
        _length += Encode(_entries.AsSpan(_length), line);
        _count++;
    }

    // Docker gives every part of a line the time of its first; CRI to each its own.
    private long TimeOf(LogStream stream, bool isPartial)
    {
        ref var first = ref stream == LogStream.Stderr ? ref _partTimes.Stderr : ref _partTimes.Stdout;
        var time = first != 0 && _target.Format == LogFormat.JsonFile ? first : Kernel.RealTime();
        first = isPartial ? time : 0;
        return time;
    }

    private int Encode(Span<byte> target, LogLine line) =>
        _target.Format == LogFormat.Cri ? CriFormat.Write(target, line) : JsonFileFormat.Write(target, line);

    private void Flush()
    {
        if (_count > 0)
        {
            var isKept = (_lost == 0 || TryTellLoss()) && TryAppend(_entries.AsSpan(0, _length));
            _lost += isKept ? 0 : _count;
            _length = 0;
            _count = 0;
        }
    }

    private bool TryTellLoss()
    {
        var text = Encoding.UTF8.GetBytes($"gantry: {_lost} entries of this log were lost: {ErrnoText.Of(_cause)}");
        var entry = new byte[JsonFileFormat.MaxLength(text.Length)];
        var line = new LogLine { Text = text, Stream = LogStream.Stderr, Time = Kernel.RealTime(), IsPartial = false };
        var isTold = TryAppend(entry.AsSpan(0, Encode(entry, line)));
        _lost = isTold ? 0 : _lost;
        return isTold;
    }

    private bool TryAppend(ReadOnlySpan<byte> entries)
    {
        var isKept = _file.TryAppend(entries, out var errno);
        _cause = isKept ? _cause : errno;
        return isKept;
    }
}
