using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Logs;

/// <summary>Finds where the last entries of a log begin, by counting line ends from its end.</summary>
internal static class LogTail
{
    private const int BlockLength = 32 * 1024;

    /// <summary>The place from which there are <paramref name="count"/> entries to the end; the very beginning where there are fewer.</summary>
    /// <param name="files">The oldest first.</param>
    /// <param name="count">Not negative.</param>
    /// <returns>The index of a file, and an offset in it.</returns>
    public static (int File, long Offset) Find(IReadOnlyList<string> files, long count)
    {
        for (var index = files.Count - 1; index >= 0; index--)
        {
            if (FindIn(files[index], ref count) is { } offset)
            {
                return (index, offset);
            }
        }

        return (0, 0);
    }

    // Null where the file has fewer; those it has are then taken off the count.
    private static long? FindIn(string path, ref long count)
    {
        using var file = Kernel.Open(path, OpenFlags.ReadOnly);
        var end = Kernel.Status(file).Size;
        var block = new byte[BlockLength];
        var position = end;

        // The line end of the last entry is not in front of any entry.
        var wanted = count + 1;
        while (position > 0)
        {
            var length = (int)Math.Min(BlockLength, position);
            position -= length;
            var bytes = block.AsSpan(0, Kernel.ReadAt(file, block.AsSpan(0, length), position));
            for (var at = bytes.LastIndexOf((byte)'\n'); at >= 0; at = bytes[..at].LastIndexOf((byte)'\n'))
            {
                wanted--;
                if (wanted == 0)
                {
                    return position + at + 1;
                }
            }
        }

        var entries = count + 1 - wanted;
        count -= entries;
        return count == 0 ? 0 : null;
    }
}
