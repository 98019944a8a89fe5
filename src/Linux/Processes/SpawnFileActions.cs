using System.Runtime.InteropServices;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Processes;

/// <summary>What the child does with descriptors and its directory before execve.</summary>
internal sealed partial class SpawnFileActions : IDisposable
{
    // posix_spawn_file_actions_t is 80 bytes in glibc on 64-bit machines.
    private const int Size = 128;
    private const int LastStandard = 2;

    private readonly List<FileDescriptor> _copies = [];

    public SpawnFileActions(Spawn spawn)
    {
        Pointer = Marshal.AllocHGlobal(Size);
        Check(Init(Pointer));
        try
        {
            AddDirectory(spawn);
            AddDescriptors(spawn.Descriptors);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public nint Pointer { get; }

    public void Dispose()
    {
        _copies.ForEach(copy => copy.Dispose());
        Destroy(Pointer);
        Marshal.FreeHGlobal(Pointer);
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new LinuxException("posix_spawn_file_actions", (Errno)error);
        }
    }

    private void AddDirectory(Spawn spawn)
    {
        if (spawn.WorkingDirectoryHandle is { } handle)
        {
            Check(AddFchdir(Pointer, handle.Number));
        }
        else if (spawn.WorkingDirectory is { } path)
        {
            Check(AddChdir(Pointer, path));
        }
    }

    private void AddDescriptors(IReadOnlyDictionary<int, FileDescriptor> descriptors)
    {
        var last = Math.Max(LastStandard, descriptors.Keys.DefaultIfEmpty(LastStandard).Max());
        // First copied above every number the child will use: else one dup2 could overwrite the source of a later one.
        foreach (var (number, descriptor) in descriptors)
        {
            var copy = Kernel.DuplicateAbove(descriptor, last);
            _copies.Add(copy);
            Check(AddDup2(Pointer, copy.Number, number));
        }

        for (var number = 0; number <= last; number++)
        {
            if (!descriptors.ContainsKey(number))
            {
                Check(number <= LastStandard ? AddOpen(Pointer, number, "/dev/null", (int)OpenFlags.ReadWrite, 0) : AddClose(Pointer, number));
            }
        }

        Check(AddCloseFrom(Pointer, last + 1));
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int Init(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial void Destroy(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDup2(nint actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    private static partial int AddClose(nint actions, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static partial int AddCloseFrom(nint actions, int from);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(nint actions, int number, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChdir(nint actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addfchdir_np")]
    private static partial int AddFchdir(nint actions, int directory);
}
