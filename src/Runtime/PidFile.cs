using System.Globalization;
using System.Text;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime;

/// <summary>The file that tells a caller the pid: never there without its content.</summary>
internal static class PidFile
{
    private const uint Mode = 0x1A4; // 0644

    public static void Write(string path, int pid)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", $".{Path.GetFileName(path)}.new");
        using (var file = Kernel.Open(temporary, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate, Mode))
        {
            Kernel.Write(file, Encoding.ASCII.GetBytes(pid.ToString(CultureInfo.InvariantCulture)));
        }

        File.Move(temporary, path, overwrite: true);
    }
}
