using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Gantry.Containers.Instances;
using Gantry.Containers.Lifecycle;

namespace Gantry.Containers.Volumes;

/// <summary>Folders that are kept under a name, whichever container uses them.</summary>
public sealed partial class VolumeStore(Instance instance)
{
    private const string Data = "_data";
    private const int IdBytes = 32;

    private readonly string _folder = Path.Combine(instance.Root, "volumes");

    /// <summary>A name that no volume has.</summary>
    public static string NewName() => RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true);

    /// <summary>Whether a volume may be called so.</summary>
    /// <exception cref="InvalidException">The name has other characters than are allowed.</exception>
    public static void CheckName(string name)
    {
        if (!Allowed().IsMatch(name))
        {
            throw new InvalidException(
                $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. "
                + "If you intended to pass a host directory, use absolute path");
        }
    }

    /// <summary>The folder that containers see.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name, Data);

    /// <summary>Makes the volume where it does not exist.</summary>
    /// <returns>The folder that containers see.</returns>
    public string Ensure(string name)
    {
        CheckName(name);
        return Directory.CreateDirectory(PathOf(name)).FullName;
    }

    /// <summary>Removes the volumes that were made for one container alone.</summary>
    public void RemoveAnonymous(IEnumerable<MountSpec> mounts)
    {
        foreach (var mount in mounts.Where(mount => mount is { Kind: MountKind.Volume, Anonymous: true }))
        {
            var path = Path.Combine(_folder, mount.Source);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();
}
