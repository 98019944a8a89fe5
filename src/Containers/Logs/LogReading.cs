using System.Threading.Channels;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Logs;

/// <summary>One reader's way through a log: from the oldest entry wanted over all of its files, and on as it grows.</summary>
/// <remarks>Read <see cref="TryNext"/> until it has nothing, then <see cref="WaitAsync"/> for more.</remarks>
public sealed class LogReading : IDisposable
{
    private readonly string _path;
    private readonly LogQuery _query;
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IDisposable? _listening;
    private readonly Task _ended;
    private LogFileReader? _file;
    private bool _isOver;
    private bool _sawEnd;

    /// <summary>Begins at the first entry that is wanted.</summary>
    /// <param name="path">The newest file.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="changes">For one who follows.</param>
    /// <param name="ended">Ends when nothing more will be written.</param>
    public LogReading(string path, LogQuery query, FolderChanges changes, Task ended)
    {
        (_path, _query, _ended) = (path, query, ended);
        if (query.Follow && !ended.IsCompleted)
        {
            _listening = changes.Listen(Path.GetDirectoryName(path) ?? "/", _signal.Writer);
        }

        var files = LogFiles.Of(path);
        if (files.Count > 0)
        {
            var (index, offset) = query.Tail is { } tail ? LogTail.Find(files, tail) : (0, 0);
            _file = new LogFileReader(files[index], offset);
        }
    }

    /// <summary>The next entry; false where there is none yet, or none any more.</summary>
    public bool TryNext(out LogEntry entry)
    {
        entry = default;
        while (!_isOver)
        {
            if (!TryNextOfAll(out entry))
            {
                return false;
            }

            _isOver = _query.Until > 0 && entry.Time > _query.Until;
            if (!_isOver && entry.Time >= _query.Since)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Waits until there may be more; false when there will be none.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (_isOver || _listening is null || _sawEnd)
        {
            return false;
        }

        var changed = _signal.Reader.WaitToReadAsync(cancellationToken).AsTask();
        await Task.WhenAny(changed, _ended);
        cancellationToken.ThrowIfCancellationRequested();
        _signal.Reader.TryRead(out _);

        // What was written before the end is still to be read.
        _sawEnd = _ended.IsCompleted;
        return true;
    }

    public void Dispose()
    {
        _listening?.Dispose();
        _file?.Dispose();
    }

    private bool TryNextOfAll(out LogEntry entry)
    {
        entry = default;
        while (true)
        {
            if (_file?.TryNext(out entry) == true)
            {
                return true;
            }

            var rotated = NextFile();
            if (rotated is null)
            {
                return false;
            }

            // Something may have been written between our last look and the rotation.
            if (_file?.TryNext(out entry) == true)
            {
                return true;
            }

            _file?.Dispose();
            _file = new LogFileReader(rotated, 0);
        }
    }

    // The file after the present one; null where that is the newest.
    private string? NextFile()
    {
        var files = LogFiles.Of(_path);
        return _file is null
            ? files is [var oldest, ..] ? oldest : null
            : files.SkipWhile(path => !Is(path, _file.Inode)).Skip(1).FirstOrDefault();
    }

    private static bool Is(string path, ulong inode) => File.Exists(path) && Kernel.Status(path).Inode == inode;
}
