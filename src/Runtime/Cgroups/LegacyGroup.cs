using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.Cgroups;

/// <summary>A container's group in one v1 hierarchy.</summary>
internal sealed class LegacyGroup(IReadOnlyList<string> controllers, string path) : IDisposable
{
    private CgroupDirectory? _directory;

    public IReadOnlyList<string> Controllers => controllers;

    public string Path => path;

    /// <summary>Opened at the first use, and kept.</summary>
    public CgroupDirectory Directory => _directory ??= CgroupDirectory.Open(path);

    /// <summary>Null where the group is gone.</summary>
    public CgroupDirectory? DirectoryIfThere => _directory ??= CgroupDirectory.TryOpen(path);

    public bool Has(string controller)
    {
        foreach (var name in controllers)
        {
            if (name == controller)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _directory?.Dispose();
}
