namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int ConfigureFlag = 0;
    private const int ConfigureString = 1;
    private const int ConfigureCreate = 6;
    private const int CloseContextOnExec = 1;

    /// <summary>Begins a new file system: options are set on the handle, then it is made.</summary>
    /// <remarks>fsopen(2), Linux 5.2</remarks>
    public static FileDescriptor OpenFileSystem(string type)
    {
        using var name = new NativeString(type);
        return Open(Invoke(SyscallNumber.FsOpen, name.Pointer, CloseContextOnExec), "fsopen", type);
    }

    /// <summary>Sets an option of a file system that is not yet made. The kernel takes values of up to 255 bytes.</summary>
    /// <remarks>fsconfig(2)</remarks>
    public static void SetFileSystemOption(FileDescriptor fileSystem, string key, string value)
    {
        using var keyText = new NativeString(key);
        using var valueText = new NativeString(value);
        Check(Invoke(SyscallNumber.FsConfig, fileSystem.Number, ConfigureString, keyText.Pointer, valueText.Pointer), "fsconfig", $"{key}={value}");
    }

    /// <summary>Sets an option that has no value.</summary>
    /// <remarks>fsconfig(2)</remarks>
    public static void SetFileSystemFlag(FileDescriptor fileSystem, string key)
    {
        using var keyText = new NativeString(key);
        Check(Invoke(SyscallNumber.FsConfig, fileSystem.Number, ConfigureFlag, keyText.Pointer), "fsconfig", key);
    }

    /// <summary>Makes the file system and mounts it nowhere: the mount lives as long as its handle.</summary>
    /// <remarks>fsmount(2)</remarks>
    public static FileDescriptor MountDetached(FileDescriptor fileSystem, MountAttributes attributes)
    {
        Check(Invoke(SyscallNumber.FsConfig, fileSystem.Number, ConfigureCreate), "fsconfig");
        return Open(Invoke(SyscallNumber.FsMount, fileSystem.Number, CloseContextOnExec, (nint)attributes), "fsmount");
    }
}
