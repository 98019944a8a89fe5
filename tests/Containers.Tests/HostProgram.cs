using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Tests;

/// <summary>Runs a program of the host, as the other side of what is tested.</summary>
public static class HostProgram
{
    /// <summary>Runs a shell script that must succeed, and returns what it printed.</summary>
    public static string Shell(string script, string folder)
    {
        var output = System.IO.Path.GetTempFileName();
        try
        {
            using var file = Kernel.Open(output, OpenFlags.WriteOnly | OpenFlags.Truncate);
            var spawn = new Spawn
            {
                Path = "/bin/sh",
                Arguments = ["sh", "-euc", script],
                Environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"],
                WorkingDirectory = folder,
                Descriptors = new Dictionary<int, FileDescriptor> { [1] = file, [2] = file },
            };
            using var child = spawn.StartChild();
            var status = child.Wait();
            var text = File.ReadAllText(output);
            Assert.True(status.ShellCode == 0, $"{script}: {status}\n{text}");
            return text;
        }
        finally
        {
            File.Delete(output);
        }
    }
}
