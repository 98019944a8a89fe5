using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim;

/// <summary>The file in which the container's end is recorded, so that it is known after a power cut too.</summary>
/// <remarks>
/// One append and fdatasync. On the local file systems of Linux that makes the name of a new file durable with it, so the directory is not synced for itself.
/// </remarks>
internal sealed class ExitJournal : IDisposable
{
    private const uint Mode = 0x180; // 0600

    private readonly string _path;
    private readonly FileDescriptor _file;
    private bool _isTorn;

    /// <summary>Opens the file, so that it can be written when there is no descriptor or directory to be had any more.</summary>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public ExitJournal(string path)
    {
        _path = path;
        _file = Kernel.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append, Mode);
    }

    /// <summary>Returns when the end is on the disk.</summary>
    /// <exception cref="LinuxException">It is not on the disk; may be tried again.</exception>
    public void Record(ProcessExit exit)
    {
        if (_isTorn)
        {
            // Ends what an earlier attempt may have left: a part of a line, which so does not count.
            Kernel.WriteAll(_file, "\n"u8, _path);
        }

        _isTorn = true;
        Kernel.WriteAll(_file, ExitRecord.Write(exit), _path);
        Kernel.SyncData(_file, _path);
    }

    public void Dispose() => _file.Dispose();
}
