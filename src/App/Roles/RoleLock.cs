using System.Text;
using Gantry.Containers;
using Gantry.Containers.Instances;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Roles;

/// <summary>The right to be the one process of a role on a root, held for as long as the process lives.</summary>
/// <remarks>The file says by whom: its pid, and on the second line its version.</remarks>
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
        if (!Kernel.TryOwnFile(file))
        {
            file.Dispose();
            throw new ConflictException($"{instance.Root} is in use: process {Read(path)?.Pid} is its {role}");
        }

        Kernel.SetLength(file, 0);
        Kernel.WriteAt(file, Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n{Binaries.Version}\n"), 0);
        return new RoleLock(file);
    }

    /// <summary>The process that has the lock; null where nobody has.</summary>
    public static RoleHolder? Holder(Instance instance, string role)
    {
        var path = PathOf(instance, role);
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = Kernel.Open(path, OpenFlags.ReadOnly);
        return Kernel.IsOwnedByAnother(file) ? Read(path) : null;
    }

    public void Dispose() => _file.Dispose();

    // Null where the holder has not written it yet.
    private static RoleHolder? Read(string path) => File.ReadAllLines(path) switch
    {
        [var pid, .. var rest] when int.TryParse(pid, out var number) => new RoleHolder(number, rest is [var version, ..] ? version : null),
        _ => null,
    };
}

/// <summary>A process that has a role.</summary>
/// <param name="Pid">As it sees itself.</param>
/// <param name="Version">Null where it did not say.</param>
internal sealed record RoleHolder(int Pid, string? Version);
