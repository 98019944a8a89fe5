using System.Globalization;
using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Namespaces;

/// <summary>A new time namespace: made by the parent for its children, its offsets written before the first of them exists.</summary>
/// <remarks>time_namespaces(7)</remarks>
internal static class TimeNamespace
{
    private const string OffsetsFile = "/proc/self/timens_offsets";

    public static void Make(IReadOnlyDictionary<string, TimeOffset>? offsets)
    {
        Kernel.Unshare(NamespaceFlags.Time);
        if (offsets is not { Count: > 0 })
        {
            return;
        }

        using var file = Kernel.Open(OffsetsFile, OpenFlags.WriteOnly);
        foreach (var (clock, offset) in offsets)
        {
            if (clock is not ("monotonic" or "boottime"))
            {
                throw new ConfigException($"linux.timeOffsets.{clock}", "no clock that can be offset: monotonic and boottime can");
            }

            var line = string.Create(CultureInfo.InvariantCulture, $"{clock} {offset.Secs} {offset.Nanosecs}\n");
            try
            {
                PseudoFile.Write(file, line, OffsetsFile);
            }
            catch (LinuxException e) when (e.Errno is Errno.EINVAL or Errno.ERANGE)
            {
                throw new ConfigException($"linux.timeOffsets.{clock}", $"the kernel takes no offset of {offset.Secs} s and {offset.Nanosecs} ns: {e.Message}");
            }
        }
    }
}
