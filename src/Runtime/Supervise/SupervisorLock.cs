using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Supervise;

/// <summary>The right to be the one supervisor of an instance; the file names its holder, as a role's lock does.</summary>
internal static class SupervisorLock
{
    private const uint Mode = 0x1A4; // 0644

    /// <exception cref="IOException">Another process has it; the message names it.</exception>
    public static FileDescriptor Take(string path)
    {
        var file = Kernel.Open(path, OpenFlags.ReadWrite | OpenFlags.Create, Mode);
        if (!Kernel.TryOwnFile(file))
        {
            file.Dispose();
            throw new IOException($"{path} is held by process {File.ReadLines(path).FirstOrDefault()}");
        }

        Kernel.SetLength(file, 0);
        Kernel.WriteAt(file, Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"), 0);
        return file;
    }
}
