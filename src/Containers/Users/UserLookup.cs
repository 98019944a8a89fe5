using Gantry.Linux;

namespace Gantry.Containers.Users;

/// <summary>Turns <c>user[:group]</c> into numbers by the passwd and group files of a container's root.</summary>
public static class UserLookup
{
    /// <summary>The user whom <paramref name="spec"/> names; empty means uid 0.</summary>
    /// <param name="root">A handle on the container's root; nothing outside it is looked at.</param>
    /// <param name="spec">Names or numbers, as in a Dockerfile's USER.</param>
    /// <param name="extraGroups">Groups to add, by name or number (<c>--group-add</c>).</param>
    /// <exception cref="InvalidException">A name is not to be found; the message is Docker's.</exception>
    public static ResolvedUser Resolve(FileDescriptor root, string spec, IReadOnlyList<string> extraGroups) =>
        throw new NotSupportedException();
}
