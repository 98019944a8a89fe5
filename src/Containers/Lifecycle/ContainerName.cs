using System.Text.RegularExpressions;

namespace Gantry.Containers.Lifecycle;

/// <summary>What a container may be called.</summary>
internal static partial class ContainerName
{
    /// <summary>The name without the slash that clients may put in front.</summary>
    /// <exception cref="InvalidException">It has other characters than are allowed.</exception>
    public static string Parse(string name)
    {
        var bare = name.StartsWith('/') ? name[1..] : name;
        return Allowed().IsMatch(bare)
            ? bare
            : throw new InvalidException($"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();
}
