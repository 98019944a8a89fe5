using Gantry.Linux;

namespace Gantry.Containers.Lifecycle.Files;

/// <summary>A path in a container as a client wrote it: cleaned, and whether it means what is in a directory.</summary>
/// <remarks>moby: archive.PreserveTrailingDotOrSeparator(filepath.Join("/", path), path).</remarks>
public sealed class ContainerPath
{
    private ContainerPath(string container, string given, string text, bool isContent, bool meansDirectory) =>
        (Container, Given, Text, IsContent, MeansDirectory) = (container, given, text, isContent, meansDirectory);

    /// <summary>The container, as the client called it.</summary>
    public string Container { get; }

    /// <summary>As the client wrote it.</summary>
    public string Given { get; }

    /// <summary>Absolute, without "." and "..".</summary>
    public string Text { get; }

    /// <summary>It ended in <c>/.</c>: not the directory, but what is in it.</summary>
    public bool IsContent { get; }

    /// <summary>It ended in a slash or in <c>/.</c>.</summary>
    public bool MeansDirectory { get; }

    /// <summary>The last part, <c>/</c> for the root.</summary>
    public string Name => Text == "/" ? "/" : Text[(Text.LastIndexOf('/') + 1)..];

    internal UnixPath InRoot => UnixPath.Of(Text == "/" ? "." : Text[1..]);

    /// <exception cref="InvalidException">There is no path; the words are Docker's.</exception>
    public static ContainerPath Parse(string container, string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidException("bad parameter: 'path' cannot be empty");
        }

        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        var isContent = path == "." || path.EndsWith("/.", StringComparison.Ordinal);
        return new(container, path, "/" + string.Join('/', parts), isContent, isContent || path.EndsWith('/'));
    }
}
