namespace Gantry.Linux.Cgroups;

/// <summary>A line of mountinfo that is about a control group file system.</summary>
/// <remarks>proc_pid_mountinfo(5)</remarks>
internal sealed record CgroupMount(string Root, string MountPoint, bool IsUnified, string Options)
{
    private const int RootField = 3;
    private const int MountPointField = 4;

    /// <summary>Null for a line about anything else.</summary>
    public static CgroupMount? Parse(ReadOnlySpan<char> line)
    {
        var separator = line.IndexOf(" - ");
        if (separator < 0)
        {
            return null;
        }

        var after = line[(separator + 3)..];
        var type = Field(after, 0);
        var unified = type is "cgroup2";
        return unified || type is "cgroup"
            ? new CgroupMount(Unescape(Field(line, RootField)), Unescape(Field(line, MountPointField)), unified, Field(after, 2).ToString())
            : null;
    }

    public bool HasOption(ReadOnlySpan<char> name)
    {
        foreach (var range in Options.AsSpan().Split(','))
        {
            if (Options.AsSpan(range).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> line, int index)
    {
        foreach (var range in line.Split(' '))
        {
            if (index-- == 0)
            {
                return line[range];
            }
        }

        return default;
    }

    // The kernel writes space, tab, newline and backslash as \ooo.
    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (text.IndexOf('\\') < 0)
        {
            return text.ToString();
        }

        var result = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length)
            {
                result.Append((char)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
