using System.Buffers.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Processes;

/// <summary>A container's <c>/etc/passwd</c>: a file of somebody else's making.</summary>
/// <remarks>passwd(5)</remarks>
public static class UserList
{
    /// <summary>How much of the file is looked at, in bytes.</summary>
    private const int MaxBytes = 1024 * 1024;

    private const int NumberField = 2;
    private const int HomeField = 5;

    /// <summary>The home of a user; empty where the file does not name one, or is no ordinary file.</summary>
    public static ReadOnlySpan<byte> HomeOf(FileDescriptor file, uint uid)
    {
        // A pipe would keep us waiting, and a device can be anything.
        if (Kernel.Status(file) is not { Type: FileType.Regular } status)
        {
            return [];
        }

        var content = new byte[Math.Clamp(status.Size, 0, MaxBytes)];
        var length = 0;
        while (length < content.Length && Kernel.ReadAt(file, content.AsSpan(length), length) is > 0 and var count)
        {
            length += count;
        }

        return HomeOf(content.AsSpan(0, length), uid);
    }

    /// <summary>As the other, of the file's content.</summary>
    public static ReadOnlySpan<byte> HomeOf(ReadOnlySpan<byte> content, uint uid)
    {
        foreach (var range in content.Split((byte)'\n'))
        {
            if (Field(content[range], NumberField) is var number
                && Utf8Parser.TryParse(number, out uint found, out var used) && used == number.Length && found == uid)
            {
                return Field(content[range], HomeField);
            }
        }

        return [];
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int index)
    {
        foreach (var range in line.Split((byte)':'))
        {
            if (index-- == 0)
            {
                return line[range];
            }
        }

        return [];
    }
}
