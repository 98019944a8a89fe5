using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Processes;

/// <summary>A program's file behind a read-only mount that is attached nowhere: who executes it by this handle shows others a <c>/proc/PID/exe</c> that cannot be written.</summary>
/// <remarks>CVE-2019-5736; open_tree(2) and mount_setattr(2), Linux 5.12. It stays the file that was opened, whatever is later found at its path.</remarks>
public sealed class SealedProgram : IDisposable
{
    private readonly FileDescriptor _file;

    private SealedProgram(FileDescriptor file) => _file = file;

    /// <summary>Where this process and those it spawns find it, for as long as this process keeps it open.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_file.Number}";

    /// <summary>Seals the program at a path.</summary>
    /// <exception cref="LinuxException">EPERM: without CAP_SYS_ADMIN there is no such mount.</exception>
    public static SealedProgram Open(string path)
    {
        var file = Kernel.OpenTree(path, OpenTreeFlags.Clone);
        try
        {
            Kernel.SetMountAttributes(file, new MountChange { Set = MountAttributes.ReadOnly }, recursive: false, path);
            return new SealedProgram(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}
