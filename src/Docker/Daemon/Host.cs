using System.Runtime.InteropServices;

namespace Gantry.Docker.Daemon;

/// <summary>What is told about the machine.</summary>
internal static class Host
{
    /// <summary>The architecture in Go's word.</summary>
    public static string Architecture { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => "amd64",
    };

    /// <summary>The architecture in the kernel's word.</summary>
    public static string Machine { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        _ => "x86_64",
    };

    public static string KernelRelease { get; } = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    /// <summary>Bytes of memory.</summary>
    public static long MemoryBytes { get; } = ReadMemory();

    /// <summary>A field of os-release, such as PRETTY_NAME; empty where it has none.</summary>
    public static string OsRelease(string field) =>
        File.Exists("/etc/os-release")
            ? File.ReadLines("/etc/os-release")
                .Where(line => line.StartsWith(field + "=", StringComparison.Ordinal))
                .Select(line => line[(field.Length + 1)..].Trim('"'))
                .FirstOrDefault("")
            : "";

    private static long ReadMemory()
    {
        const long kibibyte = 1024;
        var line = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * kibibyte;
    }
}
