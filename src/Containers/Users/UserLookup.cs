using System.Globalization;
using Gantry.Linux;

namespace Gantry.Containers.Users;

/// <summary>Turns <c>user[:group]</c> into numbers by the passwd and group files of a container's root.</summary>
/// <remarks>
/// As Docker and runc do it: a number is always an id, whether or not an account has it; groups of which the user is a member count only
/// where no group is named.
/// </remarks>
public sealed class UserLookup
{
    private const long IdLimit = int.MaxValue;

    private readonly List<PasswdEntry>? _users;
    private readonly List<GroupEntry>? _groups;

    private UserLookup(IRootFiles root)
    {
        _users = AccountFile.Users(root);
        _groups = AccountFile.Groups(root);
    }

    /// <summary>The user whom <paramref name="spec"/> names; empty means uid 0.</summary>
    /// <param name="root">Where the files are.</param>
    /// <param name="spec">Names or numbers, as in a Dockerfile's USER.</param>
    /// <param name="extraGroups">Groups to add, by name or number (<c>--group-add</c>).</param>
    /// <exception cref="InvalidException">A name is not to be found, or an id is out of range; the message is Docker's.</exception>
    public static ResolvedUser Resolve(IRootFiles root, string spec, IReadOnlyList<string> extraGroups)
    {
        var parts = spec.Split(':');
        var (userPart, groupPart) = (parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : "");
        var lookup = new UserLookup(root);
        var (uid, account) = lookup.User(userPart);
        var (gid, members) = lookup.PrimaryGroup(groupPart, account);
        var groups = new List<uint> { gid };
        groups.AddRange(members);
        groups.AddRange(extraGroups.Select(lookup.ExtraGroup));
        return new()
        {
            Uid = uid,
            Gid = gid,
            Groups = [.. groups.Distinct()],
            Name = account?.Name,
            Home = account?.Home,
        };
    }

    /// <summary>As the other, in a root that is mounted.</summary>
    public static ResolvedUser Resolve(FileDescriptor root, string spec, IReadOnlyList<string> extraGroups) =>
        Resolve(new MountedRoot(root), spec, extraGroups);

    private (uint Uid, PasswdEntry? Account) User(string part)
    {
        var number = part.Length == 0 ? 0 : Number(part);
        var account = _users?.Find(user => number is { } uid ? user.Uid == uid : user.Name == part);
        var id = account?.Uid ?? number ?? throw new InvalidException($"unable to find user {part}: no matching entries in passwd file");
        return (InRange(id), account);
    }

    private (uint Gid, IEnumerable<uint> Members) PrimaryGroup(string part, PasswdEntry? account)
    {
        if (part.Length == 0)
        {
            return account is null
                ? (0, [])
                : (InRange(account.Gid), (_groups ?? []).Where(group => group.Members.Contains(account.Name)).Select(group => InRange(group.Gid)));
        }

        return Group(part) is { } gid
            ? (InRange(gid), [])
            : throw new InvalidException($"unable to find group {part}: no matching entries in group file");
    }

    private uint ExtraGroup(string part) =>
        Group(part) is { } gid ? InRange(gid) : throw new InvalidException($"Unable to find group {part}");

    private long? Group(string part)
    {
        var number = Number(part);
        return number ?? _groups?.Find(group => group.Name == part)?.Gid;
    }

    private static long? Number(string part) =>
        long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static uint InRange(long id) =>
        id is >= 0 and <= IdLimit ? (uint)id : throw new InvalidException($"uids and gids must be in range 0-{IdLimit}");
}
