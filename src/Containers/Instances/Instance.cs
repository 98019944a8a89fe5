using System.Text;
using Gantry.Containers.Lifecycle;
using RealPath = Gantry.Linux.Files.RealPath;

namespace Gantry.Containers.Instances;

/// <summary>One Gantry on this machine: the folder with all its state, and the names by which its kernel objects are told from others'.</summary>
public sealed class Instance
{
    /// <summary>The root of an instance that was given none.</summary>
    public const string DefaultRoot = "/var/lib/gantry";

    /// <summary>The run directory of the default root, with those of instances whose roots have long paths in it.</summary>
    private const string VolatileRoot = "/run/gantry";
    private const string IdentityFile = "instance";
    private const string Format = "gantry-root 1";
    private const int IdBytes = 4;

    // A socket's address has room for 107 bytes, for its clients too.
    private const int MaxRunPath = 100 - 12;

    private Instance(string root, string shortId)
    {
        Root = root;
        ShortId = shortId;
        Run = RunPath(root, shortId);
    }

    /// <summary>Absolute, without links.</summary>
    public string Root { get; }

    /// <summary>Eight hexadecimal digits, in the names of bridges, tables, groups and namespaces.</summary>
    public string ShortId { get; }

    /// <summary>Where sockets are, and what does not outlive a boot.</summary>
    public string Run { get; }

    /// <summary>Whether a folder of this name in the run directory may be another instance's.</summary>
    public bool MayBeAnothers(string name) => Run == VolatileRoot && name.Length == 2 * IdBytes && name.All(char.IsAsciiHexDigitLower);

    /// <summary>Where the network namespaces of containers are pinned.</summary>
    public string NetworkNamespaces => Path.Combine(Run, "netns");

    /// <summary>Where the records of networks are.</summary>
    public string Networks => Path.Combine(Root, "engine", "networks");

    public string DockerSocket => Path.Combine(Run, "docker.sock");

    /// <summary>The control group, below each hierarchy's root, that everything of this instance is in.</summary>
    public string CgroupParent => $"/gantry-{ShortId}";

    /// <summary>The control group of a container.</summary>
    public string CgroupOf(ContainerRecord record) =>
        $"{(record.Spec.CgroupParent.Length > 0 ? record.Spec.CgroupParent : CgroupParent)}/{record.Id}";

    /// <summary>Finds the instance of a root, making it where there is none yet.</summary>
    /// <exception cref="UnsupportedException">The root was made by a newer Gantry.</exception>
    public static Instance Open(string root)
    {
        Directory.CreateDirectory(root);
        var real = RealPath.Of(root);
        if (TryOpen(real) is { } known)
        {
            return known;
        }

        var id = RandomHex.New(IdBytes);
        var path = Path.Combine(real, IdentityFile);
        var temporary = $"{path}.{id}";
        File.WriteAllText(temporary, $"{Format}\n{id}\n");
        try
        {
            // Not over another's: of two that start at once, the first one's name is both's.
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }

        return TryOpen(real) ?? throw new UnavailableException($"{path} cannot be read back");
    }

    /// <summary>Finds the instance of a root; null where nobody has made one there.</summary>
    public static Instance? TryOpen(string root)
    {
        var path = Path.Combine(root, IdentityFile);
        if (!File.Exists(path))
        {
            return null;
        }

        return File.ReadAllText(path).Split('\n') switch
        {
            [Format, { Length: 2 * IdBytes } id, ..] => new Instance(RealPath.Of(root), id),
            [var other, ..] => throw new UnsupportedException($"{root} has the format \"{other}\", which this version of Gantry does not know"),
            [] => throw new UnsupportedException($"{path} is empty"),
        };
    }

    private static string RunPath(string root, string shortId)
    {
        if (root == DefaultRoot)
        {
            return VolatileRoot;
        }

        var own = Path.Combine(root, "run");
        return Encoding.UTF8.GetByteCount(own) <= MaxRunPath ? own : Path.Combine(VolatileRoot, shortId);
    }
}
