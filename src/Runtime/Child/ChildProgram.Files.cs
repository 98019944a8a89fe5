using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Child;

internal sealed unsafe partial class ChildProgram
{
    private const int AtCurrentDirectory = -100;

    private nint _empty;

    /// <summary>The address of an empty string, for calls on a descriptor itself.</summary>
    public nint Empty => _empty == 0 ? _empty = Memory.Text("") : _empty;

    public Step OpenAt2(Argument directory, string path, OpenFlags flags, ResolveFlags resolve, Slot result, uint mode = 0)
    {
        var how = Memory.New(new OpenHow { Flags = (ulong)(flags | OpenFlags.CloseOnExec), Mode = mode, Resolve = (ulong)resolve });
        var text = Memory.Text(path);
        return Call(SyscallNumber.OpenAt2, "open"u8, text, directory, text, (nint)how, sizeof(OpenHow)).Into(result);
    }

    /// <summary>Opens a path of ours, outside any container's reach.</summary>
    public Step Open(string path, OpenFlags flags, Slot result)
    {
        var text = Memory.Text(path);
        return Call(SyscallNumber.OpenAt, "open"u8, text, AtCurrentDirectory, text, (int)(flags | OpenFlags.CloseOnExec), 0).Into(result);
    }

    public Step Close(Slot descriptor) => Call(SyscallNumber.Close, "close"u8, 0, descriptor);

    /// <summary>Closes every descriptor from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public Step CloseRange(int first, int last) => Call(SyscallNumber.CloseRange, "close_range"u8, 0, first, last, 0);

    /// <summary>Closes every descriptor from <paramref name="first"/> on, but for a few.</summary>
    /// <remarks>
    /// Before the working directory is set, so that no descriptor of the host's can become it (CVE-2024-21626).
    /// </remarks>
    public void CloseAllBut(int first, IEnumerable<int> kept)
    {
        foreach (var number in kept.Order())
        {
            if (number > first)
            {
                CloseRange(first, number - 1);
            }

            first = Math.Max(first, number + 1);
        }

        CloseRange(first, int.MaxValue);
    }

    public Step CloseOnExecFrom(int first) => Call(SyscallNumber.CloseRange, "close_range"u8, 0, first, int.MaxValue, 4);

    public Step Duplicate(Argument descriptor, int number) => Call(SyscallNumber.Dup3, "dup3"u8, 0, descriptor, number, 0);

    public Step Mkdir(Argument directory, string name, uint mode, string? subject = null)
    {
        var text = Memory.Text(name);
        return Call(SyscallNumber.MkdirAt, "mkdir"u8, subject is null ? text : Memory.Text(subject), directory, text, (nint)mode);
    }

    public Step Mknod(Argument directory, string name, uint mode, ulong device, string subject)
    {
        var text = Memory.Text(name);
        return Call(SyscallNumber.MknodAt, "mknod"u8, Memory.Text(subject), directory, text, (nint)mode, (nint)device);
    }

    public Step Symlink(string target, Argument directory, string name)
    {
        var text = Memory.Text(name);
        return Call(SyscallNumber.SymlinkAt, "symlink"u8, text, Memory.Text(target), directory, text);
    }

    public Step Chmod(Argument directory, string name, uint mode, string subject)
    {
        var text = Memory.Text(name);
        return Call(SyscallNumber.FChmodAt, "chmod"u8, Memory.Text(subject), directory, text, (nint)mode);
    }

    public Step Chown(Argument directory, string name, uint uid, uint gid, string subject)
    {
        const int noFollow = 0x100;
        var flags = name.Length == 0 ? Kernel.EmptyPath : noFollow;
        return Call(SyscallNumber.FChownAt, "chown"u8, Memory.Text(subject), directory, Memory.Text(name), (nint)uid, (nint)gid, flags);
    }

    /// <summary>Writes a whole value, as files of procfs and cgroupfs want it.</summary>
    public Step Write(Argument descriptor, string value, string subject)
    {
        var text = Memory.Text(value);
        return Call(SyscallNumber.Write, "write"u8, Memory.Text(subject), descriptor, text, System.Text.Encoding.UTF8.GetByteCount(value));
    }

    public Step Chdir(string path)
    {
        var text = Memory.Text(path);
        return Call(SyscallNumber.Chdir, "chdir"u8, text, text);
    }

    public Step ChangeToDirectory(Slot directory) => Call(SyscallNumber.FChdir, "fchdir"u8, 0, directory);
}
