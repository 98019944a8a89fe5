using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Harness;

/// <summary>What is costly to make, made once for all test runs of this user: fetched packages, base images.</summary>
/// <remarks>Entries are never changed once they are there; deleting the directory is safe while no test runs.</remarks>
public static class Cache
{
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("GANTRY_TEST_CACHE") is { Length: > 0 } own ? own : Path.Combine(UserCache, "gantry-test");

    private static string UserCache =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/root", ".cache");

    /// <summary>The directory of an entry, made by <paramref name="make"/> where it is not there, by one process at a time.</summary>
    /// <param name="name">A relative path that changes with what the entry is made from.</param>
    /// <param name="make">Fills an empty directory, which is afterwards renamed to the entry.</param>
    public static async Task<string> Entry(string name, Func<string, Task> make)
    {
        var path = PathOf(name);
        if (Directory.Exists(path))
        {
            return path;
        }

        using var held = await Lock(name);
        if (!Directory.Exists(path))
        {
            var unfinished = path + ".unfinished";
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            Directory.CreateDirectory(unfinished);
            await make(unfinished);
            Directory.Move(unfinished, path);
        }

        return path;
    }

    /// <summary>Where an entry is, or will be.</summary>
    public static string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Keeps other processes away from one entry until disposed.</summary>
    public static Task<FileDescriptor> Lock(string name) => Task.Factory.StartNew(
        () =>
        {
            var path = PathOf(name) + ".lock";
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file = Kernel.Open(path, OpenFlags.ReadWrite | OpenFlags.Create, 0x180);
            Kernel.LockFile(file);
            return file;
        },
        TaskCreationOptions.LongRunning);
}
