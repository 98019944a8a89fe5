using Gantry.Linux;

namespace Gantry.Containers.Archives;

/// <summary>Where below the root an entry belongs: the directory it goes into, and its name there.</summary>
/// <param name="Parent">Components joined by slashes, without "." and ".."; empty for the root.</param>
/// <param name="Name">One component; empty if the entry is the root itself.</param>
internal readonly record struct EntryPath(UnixPath Parent, UnixPath Name)
{
    internal bool IsRoot => Name.Length == 0;

    internal UnixPath Whole => Parent.Length == 0 ? Name : UnixPath.Of([.. Parent.Bytes, (byte)'/', .. Name.Bytes]);

    /// <summary>The same place, counted from a directory.</summary>
    internal EntryPath Below(UnixPath directory) =>
        directory.Length == 0 ? this : this with { Parent = Parent.Length == 0 ? directory : UnixPath.Of([.. directory.Bytes, (byte)'/', .. Parent.Bytes]) };

    /// <summary>Cleans a name as an archive gives it; a leading slash means the root.</summary>
    /// <exception cref="InvalidException">It leads above the root, or is longer or deeper than allowed.</exception>
    internal static EntryPath Of(UnixPath name, ExtractionLimits limits)
    {
        if (name.Length > limits.NameBytes)
        {
            throw new InvalidException($"{Shortened(name)}: the name is longer than {limits.NameBytes} bytes");
        }

        var components = new List<Range>();
        var bytes = name.Bytes;
        foreach (var component in bytes.Split((byte)'/'))
        {
            Add(components, component, bytes[component], name, limits);
        }

        if (components.Count == 0)
        {
            return default;
        }

        return new(Join(bytes, components[..^1]), UnixPath.Of(bytes[components[^1]]));
    }

    private static void Add(List<Range> components, Range range, ReadOnlySpan<byte> component, UnixPath name, ExtractionLimits limits)
    {
        if (component.IsEmpty || component.SequenceEqual("."u8))
        {
            return;
        }

        if (component.SequenceEqual(".."u8))
        {
            if (components.Count == 0)
            {
                throw new InvalidException($"{name}: the name leads out of the root");
            }

            components.RemoveAt(components.Count - 1);
            return;
        }

        if (component.Length > limits.ComponentBytes)
        {
            throw new InvalidException($"{Shortened(name)}: a part of the name is longer than {limits.ComponentBytes} bytes");
        }

        if (components.Count == limits.Depth)
        {
            throw new InvalidException($"{Shortened(name)}: the name is more than {limits.Depth} directories deep");
        }

        components.Add(range);
    }

    private static UnixPath Join(ReadOnlySpan<byte> bytes, List<Range> components)
    {
        var joined = new List<byte>(bytes.Length);
        foreach (var component in components)
        {
            if (joined.Count > 0)
            {
                joined.Add((byte)'/');
            }

            joined.AddRange(bytes[component]);
        }

        return UnixPath.Of(joined.ToArray());
    }

    private static string Shortened(UnixPath name) => name.Length <= 64 ? name.ToString() : UnixPath.Of(name.Bytes[..64]) + "…";
}
