using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Changes;

/// <summary>ENV and LABEL: <c>name=value …</c>, or the old form of one name and all that follows it.</summary>
internal static class PairsChange
{
    internal static ImageConfig Env(ConfigEdit edit, string rest)
    {
        var env = new List<string>(edit.Config.Env ?? []);
        foreach (var (name, value) in Read(edit, "ENV", rest))
        {
            var at = env.FindIndex(pair => pair.StartsWith(name + "=", StringComparison.Ordinal));
            if (at < 0)
            {
                env.Add($"{name}={value}");
            }
            else
            {
                env[at] = $"{name}={value}";
            }
        }

        return edit.Config with { Env = env };
    }

    internal static ImageConfig Label(ConfigEdit edit, string rest)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in edit.Config.Labels ?? labels)
        {
            labels[name] = value;
        }

        foreach (var (name, value) in Read(edit, "LABEL", rest))
        {
            labels[name] = value;
        }

        return edit.Config with { Labels = labels };
    }

    // Every value is expanded by the environment before the instruction: ENV a=1 b=$a does not see the new a.
    private static List<(string Name, string Value)> Read(ConfigEdit edit, string instruction, string rest)
    {
        var words = ShellWord.Split(rest);
        if (words.Count == 0)
        {
            throw new InvalidException($"{instruction} requires at least one argument");
        }

        if (!words[0].Contains('=', StringComparison.Ordinal))
        {
            var value = rest[words[0].Length..].Trim();
            return value.Length == 0
                ? throw new InvalidException($"{instruction} must have two arguments")
                : [(edit.Expand(words[0]), edit.Expand(value))];
        }

        return words.ConvertAll(word => Pair(edit, instruction, word));
    }

    private static (string Name, string Value) Pair(ConfigEdit edit, string instruction, string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            throw new InvalidException($"Syntax error - can't find = in \"{word}\". Must be of the form: name=value");
        }

        var name = edit.Expand(word[..equals]);
        return name.Length == 0
            ? throw new InvalidException($"{instruction} names can not be blank")
            : (name, edit.Expand(word[(equals + 1)..]));
    }
}
