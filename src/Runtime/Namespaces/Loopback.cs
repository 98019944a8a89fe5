using System.Text;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Namespaces;

/// <summary>Adds the steps that bring up the one interface of a new network namespace.</summary>
/// <remarks>netdevice(7) SIOCSIFFLAGS</remarks>
internal static unsafe class Loopback
{
    private const int Internet = 2;
    private const int Datagram = 2;
    private const int SetFlags = 0x8914;
    private const short UpAndRunning = 0x1 | 0x40;

    // struct ifreq: the name in 16 bytes, then the flags.
    private const int RequestBytes = 40;
    private const int NameBytes = 16;

    public static void BringUp(ChildProgram program)
    {
        program.Describe("error bringing up the loopback interface");
        var request = (byte*)program.Memory.Take(RequestBytes);
        Encoding.ASCII.GetBytes("lo", new Span<byte>(request, NameBytes));
        *(short*)(request + NameBytes) = UpAndRunning;
        var socket = program.NewSlot();
        program.Call(SyscallNumber.Socket, "socket"u8, 0, Internet, Datagram, 0).Into(socket);
        program.Call(SyscallNumber.Ioctl, "ioctl SIOCSIFFLAGS"u8, 0, socket, SetFlags, (nint)request);
        program.Close(socket);
        program.Describe(null);
    }
}
