using System.Text.RegularExpressions;

namespace Gantry.Containers.Volumes;

/// <summary>What a volume may be called.</summary>
public static partial class VolumeName
{

    /// <summary>A name that no volume has.</summary>
    public static string New() => RandomHex.New();

    /// <exception cref="InvalidException">The name is too short or has other characters than are allowed.</exception>
    public static void Check(string name)
    {
        if (name.Length == 1)
        {
            throw new InvalidException($"create {name}: volume name is too short, names should be at least two alphanumeric characters");
        }

        if (!Allowed().IsMatch(name))
        {
            throw new InvalidException(
                $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. "
                + "If you intended to pass a host directory, use absolute path");
        }
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();
}
