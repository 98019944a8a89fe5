using System.Diagnostics.CodeAnalysis;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>The file that entries are appended to, and its older brothers <c>path.1</c>, <c>path.2</c> …</summary>
internal sealed class LogFile : IDisposable
{
    private const uint Mode = 0x1A0; // 0640

    private readonly LogTarget _target;
    private FileDescriptor _file;
    private long _length;

    /// <summary>Opens the file, and makes it where it is not there.</summary>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public LogFile(LogTarget target)
    {
        _target = target;
        Reopen();
    }

    /// <summary>Whether the next entry belongs into a new file.</summary>
    /// <param name="waiting">Bytes that will be appended before it.</param>
    public bool IsFull(int waiting) => _target.MaxBytes > 0 && _length + waiting >= _target.MaxBytes;

    /// <summary>Appends whole entries, or nothing of them.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="errno">Why they were not; of no meaning where they were.</param>
    public bool TryAppend(ReadOnlySpan<byte> entries, out Errno errno)
    {
        var count = Kernel.TryWrite(_file, entries, out errno);
        if (count == entries.Length)
        {
            _length += count;
            return true;
        }

        // A disk that is full takes a part of what it is given.
        errno = count < 0 ? errno : Errno.ENOSPC;
        CutOff(count);
        return false;
    }

    /// <summary>Begins a new file, and keeps the old under the next name. Where that cannot be done, goes on with the old.</summary>
    public void Rotate()
    {
        try
        {
            if (_target.MaxFiles < 2)
            {
                Kernel.Truncate(_file, 0);
                _length = 0;
                return;
            }

            for (var number = _target.MaxFiles - 1; number > 1; number--)
            {
                MoveIfThere($"{_target.Path}.{number - 1}", $"{_target.Path}.{number}");
            }

            MoveIfThere(_target.Path, $"{_target.Path}.1");
            Reopen();
        }
        catch (IOException)
        {
            _length = 0;
        }
    }

    /// <summary>Opens the path anew: somebody else has renamed the file.</summary>
    /// <exception cref="LinuxException">It cannot be opened; entries go on into the old file.</exception>
    [MemberNotNull(nameof(_file))]
    public void Reopen()
    {
        var opened = Kernel.Open(_target.Path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append, Mode);
        _file?.Dispose();
        _file = opened;
        _length = Kernel.SeekToEnd(opened);
    }

    public void Dispose() => _file.Dispose();

    private static void MoveIfThere(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Move(from, to, overwrite: true);
        }
    }

    // An entry that was cut in the middle would spoil the one after it too.
    private void CutOff(int count)
    {
        if (count > 0)
        {
            Kernel.Truncate(_file, Kernel.SeekToEnd(_file) - count);
        }
    }
}
