using Gantry.Linux.Cgroups;

namespace Gantry.Harness.Cgroups;

/// <summary>A directory of ordinary files in the place of a group, for the controllers that the kernel at hand has not got.</summary>
public sealed class StandIn : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("gantry-test-").FullName;

    public StandIn() => Group = CgroupDirectory.Open(_path);

    public CgroupDirectory Group { get; }

    /// <summary>A file that must be there before it is written, as a kernel's must.</summary>
    public string this[string file]
    {
        get => File.ReadAllText($"{_path}/{file}");
        set => File.WriteAllText($"{_path}/{file}", value);
    }

    public void Dispose()
    {
        Group.Dispose();
        Directory.Delete(_path, recursive: true);
    }
}
