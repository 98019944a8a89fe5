using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>Hands the controllers of cgroup v2 down from the top of the tree to one group.</summary>
/// <remarks>
/// A group has the controllers that its parent names in <c>cgroup.subtree_control</c>, and a parent can name them only
/// while it has no processes itself, the top excepted: Documentation/admin-guide/cgroup-v2.rst "No Internal Process Constraint".
/// </remarks>
internal sealed class Delegation
{
    private const string Available = "cgroup.controllers";
    private const string HandedDown = "cgroup.subtree_control";

    private readonly string _path;
    private readonly string[] _controllers;
    private readonly string? _occupied;

    private Delegation(string path, string[] controllers, string? occupied)
    {
        _path = path;
        _controllers = controllers;
        _occupied = occupied;
    }

    /// <summary>Does what it can: what is missing afterwards is a fault only where somebody needs it.</summary>
    public static Delegation HandDown(string top, CgroupDirectory group)
    {
        using var root = CgroupDirectory.Open(top);
        var wanted = Split(root.Read(Available));
        var have = Split(group.Read(Available));
        if (have.Length == wanted.Length)
        {
            return new Delegation(group.Path, have, occupied: null);
        }

        string? withholder = null;
        for (var end = top.Length; end >= 0 && end < group.Path.Length; end = group.Path.IndexOf('/', end + 1))
        {
            using var parent = CgroupDirectory.Open(group.Path[..end]);
            if (!TryHandDown(parent, wanted))
            {
                withholder ??= parent.Path;
            }
        }

        return new Delegation(group.Path, Split(group.Read(Available)), withholder);
    }

    /// <summary>Says which controller is missing, and why.</summary>
    /// <exception cref="CgroupException">The configuration sets limits of a controller that the group has not got.</exception>
    public void RefuseMissing(LinuxResources resources)
    {
        foreach (var controller in Controllers.V2)
        {
            if (controller is not V2.Devices && controller.IsAsked(resources) && Array.IndexOf(_controllers, controller.Name) < 0)
            {
                throw new CgroupException($"cannot set limits of {controller.Name}: {_path} has no such controller{Reason}");
            }
        }
    }

    private string Reason => _occupied is null ? "" : $", since {_occupied} has processes of its own and so cannot hand it down";

    // False where a controller is withheld for the parent's own processes.
    private static bool TryHandDown(CgroupDirectory parent, string[] wanted)
    {
        var given = Split(parent.Read(HandedDown));
        var missing = Array.FindAll(wanted, name => Array.IndexOf(given, name) < 0);
        if (missing.Length == 0 || parent.TryWrite(HandedDown, "+" + string.Join(" +", missing), out _))
        {
            return true;
        }

        // All or none: one that cannot be had (cpu with real-time processes about) must not cost the others.
        var free = true;
        foreach (var name in missing)
        {
            if (!parent.TryWrite(HandedDown, "+" + name, out var errno) && errno is Errno.EBUSY or Errno.EOPNOTSUPP)
            {
                free = false;
            }
        }

        return free;
    }

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
