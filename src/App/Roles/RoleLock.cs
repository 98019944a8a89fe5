using System.Text;
using Gantry.Containers;
using Gantry.Containers.Instances;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Roles;

/// <summary>The right to be the one process of a role on a root, held for as long as the process lives.</summary>
internal sealed class RoleLock : IDisposable
{
    private const uint Mode = 0b110_100_100;

    private readonly FileDescriptor _file;

    private RoleLock(FileDescriptor file) => _file = file;

    public static string PathOf(Instance instance, string role) => Path.Combine(instance.Root, role, "lock");

    /// <summary>Takes the lock.</summary>
    /// <exception cref="ConflictException">Another process has it; the message names it.</exception>
    public static RoleLock Take(Instance instance, string role)
    {
        var path = PathOf(instance, role);
        Directory.CreateDirectory(Path.Combine(instance.Root, role));
        var file = Kernel.Open(path, OpenFlags.ReadWrite | OpenFlags.Create, Mode);
        if (!Kernel.TryLockFile(file))
        {
            file.Dispose();
            throw new ConflictException($"{instance.Root} is in use: process {File.ReadAllText(path).Trim()} is its {role}");
        }

        Kernel.SetLength(file, 0);
        Kernel.WriteAt(file, Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"), 0);
        return new RoleLock(file);
    }

    /// <summary>The process that has the lock; null where nobody has.</summary>
    public static int? Holder(Instance instance, string role)
    {
        var path = PathOf(instance, role);
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = Kernel.Open(path, OpenFlags.ReadWrite);
        return !Kernel.TryLockFile(file) && int.TryParse(File.ReadAllText(path).Trim(), out var pid) ? pid : null;
    }

    public void Dispose() => _file.Dispose();
}
