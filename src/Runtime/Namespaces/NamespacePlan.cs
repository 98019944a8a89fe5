using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Namespaces;

/// <summary>A namespace to join, open.</summary>
internal readonly record struct JoinedNamespace(NamespaceFlags Type, FileDescriptor Descriptor, string Path);

/// <summary>Which namespaces a container gets: new ones, and those of others that it joins.</summary>
/// <remarks>runtime-spec config-linux.md "Namespaces"</remarks>
internal sealed class NamespacePlan
{
    private NamespacePlan(NamespaceFlags fresh, IReadOnlyList<JoinedNamespace> joined)
    {
        New = fresh;
        Joined = joined;
    }

    public NamespaceFlags New { get; }

    /// <summary>The user namespace last: what the container's root has rights to, the runtime has too, but not the other way round.</summary>
    public IReadOnlyList<JoinedNamespace> Joined { get; }

    /// <summary>
    /// Whether the first process is a second child: the new namespaces are to belong to a user namespace that has to be joined before, and a new pid namespace is only for
    /// the children of the one who makes it.
    /// </summary>
    public bool NeedsSecondChild => Joins(NamespaceFlags.User);

    /// <summary>Whether the container's root user is not the host's.</summary>
    public bool HasUser => New.HasFlag(NamespaceFlags.User) || Joins(NamespaceFlags.User);

    /// <summary>Whether a kind of namespace is not the host's.</summary>
    public bool Has(NamespaceFlags type) => New.HasFlag(type) || Joins(type);

    private bool Joins(NamespaceFlags type)
    {
        foreach (var namespaceOfOther in Joined)
        {
            if (namespaceOfOther.Type == type)
            {
                return true;
            }
        }

        return false;
    }

    /// <exception cref="ConfigException">A kind is unknown or stands twice.</exception>
    /// <exception cref="LinuxException">A namespace to join cannot be opened.</exception>
    public static NamespacePlan Of(IReadOnlyList<LinuxNamespace> wanted)
    {
        var (fresh, seen) = (NamespaceFlags.None, NamespaceFlags.None);
        var joined = new List<JoinedNamespace>();
        for (var i = 0; i < wanted.Count; i++)
        {
            var type = NamespaceTypes.Find(wanted[i].Type)
                ?? throw new ConfigException($"linux.namespaces[{i}].type", $"unknown namespace {wanted[i].Type}");
            if (seen.HasFlag(type))
            {
                throw new ConfigException($"linux.namespaces[{i}].type", $"{wanted[i].Type} is there twice");
            }

            seen |= type;
            if (wanted[i].Path is { Length: > 0 } path)
            {
                var place = new JoinedNamespace(type, Kernel.Open(path, OpenFlags.ReadOnly), path);
                joined.Insert(joined is [.., { Type: NamespaceFlags.User }] ? joined.Count - 1 : joined.Count, place);
            }
            else
            {
                fresh |= type;
            }
        }

        return new NamespacePlan(fresh, joined);
    }
}
