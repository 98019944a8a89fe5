using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.Cgroups;

/// <summary>Makes a container's groups in all v1 hierarchies, or none.</summary>
internal static class LegacyCreation
{
    private const string Cpuset = "cpuset";

    /// <summary>Makes them; <paramref name="occupied"/> ones may have processes already, since systemd has made them around the first one.</summary>
    public static void Make(LegacyGroup[] groups, bool occupied)
    {
        var made = new List<string>();
        var complete = false;
        try
        {
            foreach (var group in groups)
            {
                if (GroupMaking.Make(group.Path))
                {
                    made.Add(group.Path);
                }
                else if (!occupied)
                {
                    GroupMaking.RefuseOccupied(group.Directory);
                }

                if (group.Has(Cpuset))
                {
                    V1.Cpuset.Inherit(group.Path);
                }
            }

            complete = true;
        }
        finally
        {
            if (!complete)
            {
                made.ForEach(path => CgroupRemoval.TryRemove(path, TimeSpan.Zero));
            }
        }
    }
}
