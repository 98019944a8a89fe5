using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Child;

/// <summary>The pair of sockets between the runtime and its child, and where the child keeps its descriptors.</summary>
internal static class Channel
{
    /// <summary>
    /// The lowest number of a descriptor that the child needs to the end. All that it opens on its way lies below and is closed before the working
    /// directory is set, so that no descriptor of the host's can become it (CVE-2024-21626).
    /// </summary>
    public const int FirstKept = 400;

    /// <summary>Sockets whose messages keep their bounds.</summary>
    public static (FileDescriptor Ours, FileDescriptor Childs) Make()
    {
        var (ours, childs) = Kernel.UnixSocketPair(UnixSocketType.SequencedPacket);
        using (childs)
        {
            return (ours, Kernel.DuplicateAbove(childs, FirstKept));
        }
    }
}
