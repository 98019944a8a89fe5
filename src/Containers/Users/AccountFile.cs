using System.Globalization;
using System.Text;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Users;

/// <summary>The lines of a passwd or group file that somebody else wrote.</summary>
/// <remarks>passwd(5), group(5). Lines that make no sense are passed over, as the C library does; an id is never guessed.</remarks>
internal static class AccountFile
{
    /// <summary>Far more than any machine's accounts; reading stops with an error beyond it.</summary>
    internal const int LimitBytes = 8 * 1024 * 1024;

    internal static List<PasswdEntry>? Users(IRootFiles root) => Lines(root, "etc/passwd") is not { } lines ? null :
    [
        .. from line in lines
           let fields = line.Split(':')
           where fields.Length >= 4
           let uid = Number(fields[2])
           let gid = Number(fields[3])
           where uid is not null && gid is not null
           select new PasswdEntry(fields[0], uid.Value, gid.Value, fields.Length > 5 ? fields[5] : ""),
    ];

    internal static List<GroupEntry>? Groups(IRootFiles root) => Lines(root, "etc/group") is not { } lines ? null :
    [
        .. from line in lines
           let fields = line.Split(':')
           where fields.Length >= 3
           let gid = Number(fields[2])
           where gid is not null
           select new GroupEntry(fields[0], gid.Value, fields.Length > 3 ? fields[3].Split(',', StringSplitOptions.TrimEntries) : []),
    ];

    private static long? Number(string field) =>
        long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static List<string>? Lines(IRootFiles root, string path)
    {
        using var file = root.TryOpen(path);
        if (file is null)
        {
            return null;
        }

        var bytes = new byte[Math.Min(Kernel.Status(file, path).Size, LimitBytes) + 1];
        var length = 0;
        for (int read; length < bytes.Length && (read = Kernel.ReadAt(file, bytes.AsSpan(length), length)) > 0; length += read)
        {
        }

        return length > LimitBytes
            ? throw new InvalidException($"/{path} in the container's root has more than {LimitBytes} bytes")
            : [.. Encoding.UTF8.GetString(bytes, 0, length).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
    }
}

internal sealed record PasswdEntry(string Name, long Uid, long Gid, string Home);

internal sealed record GroupEntry(string Name, long Gid, string[] Members);
