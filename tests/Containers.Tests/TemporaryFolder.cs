using Gantry.Harness.Commands;
using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Tests;

/// <summary>A folder of one test, removed with whatever the test left in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("gantry-test-").FullName;

    public string Path { get; }

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A handle on a folder in this one, made where it is missing.</summary>
    public FileDescriptor Open(string name)
    {
        Directory.CreateDirectory(At(name));
        return Kernel.Open(At(name), OpenFlags.ReadOnly | Kernel.DirectoryOnly);
    }

    /// <summary>Runs a script here that must succeed, and returns what it printed.</summary>
    public async Task<string> Shell(string script) =>
        (await new Command("sh", "-euc", script) { WorkingDirectory = Path }.Run()).Succeeded().Stdout;

    public void Dispose()
    {
        using var parent = Kernel.Open(System.IO.Path.GetDirectoryName(Path) ?? "/", OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        RemoveTree.At(parent, UnixPath.Of(System.IO.Path.GetFileName(Path)));
    }
}
