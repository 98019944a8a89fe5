using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Namespaces;

/// <summary>How a container's first process comes into its namespaces.</summary>
internal static class NamespaceEntry
{
    /// <summary>
    /// What a process with several threads, as this one is, cannot join: the child joins it by its program. The others the parent joins, and the child inherits.
    /// </summary>
    private const NamespaceFlags OnlyByTheChild = NamespaceFlags.User | NamespaceFlags.Mount | NamespaceFlags.Time;

    /// <summary>Joins what the parent can; afterwards this process is good for nothing but to clone the child.</summary>
    public static void JoinInParent(NamespacePlan plan)
    {
        foreach (var place in plan.Joined)
        {
            if (!JoinedByChild(plan, place.Type))
            {
                Kernel.SetNamespace(place.Descriptor, place.Type, place.Path);
            }
        }
    }

    /// <summary>Adds the steps by which the child joins the rest.</summary>
    public static void JoinInChild(ChildProgram program, NamespacePlan plan)
    {
        foreach (var place in plan.Joined)
        {
            if (JoinedByChild(plan, place.Type))
            {
                program.SetNamespace(place.Descriptor.Number, place.Type, place.Path);
            }
        }
    }

    /// <summary>The namespaces that clone3 makes. A cgroup namespace waits until the child is in its group, a time namespace is the parent's to make.</summary>
    public static NamespaceFlags MadeByClone(NamespacePlan plan) => plan.NeedsSecondChild ? NamespaceFlags.None : MadeAtOnce(plan);

    /// <summary>The namespaces that a first child makes for the second.</summary>
    public static NamespaceFlags MadeByChild(NamespacePlan plan) => plan.NeedsSecondChild ? MadeAtOnce(plan) : NamespaceFlags.None;

    private static NamespaceFlags MadeAtOnce(NamespacePlan plan) => plan.New & ~(NamespaceFlags.Cgroup | NamespaceFlags.Time);

    private static bool JoinedByChild(NamespacePlan plan, NamespaceFlags type) => type switch
    {
        // A first child has to tell the second's number as the parent sees it, and so must not be born in another pid namespace.
        NamespaceFlags.Pid => plan.NeedsSecondChild,

        // Nobody puts a child into a cgroup v2 group outside of his own cgroup namespace (cgroup_namespaces(7), mount option nsdelegate).
        // A child with a new user namespace would lack the right to join.
        NamespaceFlags.Cgroup => !plan.New.HasFlag(NamespaceFlags.User),
        _ => (OnlyByTheChild & type) != 0,
    };
}
