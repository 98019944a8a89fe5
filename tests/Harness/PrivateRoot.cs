namespace Gantry.Harness;

/// <summary>A directory of a test's own, with a name for its control groups; both are gone with all that is mounted and runs in them when it is disposed.</summary>
public sealed class PrivateRoot : IAsyncDisposable
{
    private PrivateRoot(string path, string cgroup) => (Path, Cgroup) = (path, cgroup);

    public string Path { get; }

    /// <summary>The path of a control group below the root of each hierarchy, such as <c>/gantry-test-1a2b</c>; it is made by who uses it.</summary>
    public string Cgroup { get; }

    /// <summary>Makes the directory.</summary>
    /// <param name="pathLength">Pads its path to this many characters; 0 leaves it short.</param>
    public static PrivateRoot Create(int pathLength = 0)
    {
        var name = $"gantry-test-{Random.Shared.Next():x8}";
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), name).PadRight(pathLength, 'x');
        Directory.CreateDirectory(path);
        return new PrivateRoot(path, "/" + name);
    }

    /// <summary>A path below the root.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public async ValueTask DisposeAsync()
    {
        await TestCgroups.Remove(Cgroup);
        await TestMounts.DetachBelow(Path);
        Directory.Delete(Path, recursive: true);
    }
}
