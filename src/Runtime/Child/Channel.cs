using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Child;

/// <summary>The pair of sockets between the runtime and its child, and where the child keeps its descriptors.</summary>
internal static class Channel
{
    /// <summary>Descriptors that the child needs to the end have numbers above this one, out of the way of those that the container is to keep.</summary>
    /// <remarks>
    /// Below 64: to grow its table of descriptors, a process with several threads waits for an RCU grace period, which takes 10 ms (expand_fdtable in fs/file.c).
    /// </remarks>
    public const int FirstKept = 40;

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
