using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Ports;

/// <summary>An SCTP port is only taken: packet rules forward it, or nothing does.</summary>
internal static class SctpHold
{
    /// <summary>Null where the kernel has no SCTP sockets: then nobody can take the port either.</summary>
    public static FileDescriptor? TryHold(HeldPort port)
    {
        try
        {
            return HostPort.Bind(port, InternetProtocol.Sctp);
        }
        catch (LinuxException e) when (e.Errno is Errno.EPROTONOSUPPORT or Errno.ESOCKTNOSUPPORT)
        {
            return null;
        }
    }
}
