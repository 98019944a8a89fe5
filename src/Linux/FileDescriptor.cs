using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>An open file descriptor, closed when disposed.</summary>
public sealed partial class FileDescriptor : SafeHandle
{
    /// <summary>Takes ownership of <paramref name="number"/>.</summary>
    public FileDescriptor(int number)
        : this(number, owns: true)
    {
    }

    private FileDescriptor(int number, bool owns)
        : base(-1, owns) => SetHandle(number);

    public override bool IsInvalid => handle < 0;

    /// <summary>The number, valid only while this object is alive and not disposed.</summary>
    public int Number => IsClosed || IsInvalid ? throw new ObjectDisposedException(nameof(FileDescriptor)) : (int)handle;

    /// <summary>A path by which calls without an <c>at</c> form reach the open file.</summary>
    /// <remarks>proc_pid_fd(5)</remarks>
    public string ProcPath => $"/proc/self/fd/{Number}";

    /// <summary>Speaks of a descriptor that somebody else owns; disposing it closes nothing.</summary>
    public static FileDescriptor Borrow(int number) => new(number, owns: false);

    /// <summary>Gives the number away: it is the caller's to close.</summary>
    public int Release()
    {
        var number = Number;
        SetHandleAsInvalid();
        return number;
    }

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
