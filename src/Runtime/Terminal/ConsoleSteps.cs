using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Rootfs;

namespace Gantry.Runtime.Terminal;

/// <summary>Adds the steps that make a terminal out of the container's own devpts and send its master to whoever holds the other end.</summary>
/// <remarks>
/// The slave is got from the master itself (TIOCGPTPEER), not from a path below /dev/pts that the container might have replaced; the multiplexer and /dev/console are
/// opened without following any link (CVE-2025-52565).
/// </remarks>
internal static unsafe class ConsoleSteps
{
    private const nint UnlockTerminal = 0x40045431; // TIOCSPTLCK
    private const nint OpenPeer = 0x5441; // TIOCGPTPEER
    private const nint SetControllingTerminal = 0x540E; // TIOCSCTTY
    private const nint SetWindowSize = 0x5414; // TIOCSWINSZ
    private const int ReadWriteNoControl = 0x2 | 0x100 | 0x80000;

    private const string Multiplexer = "dev/pts/ptmx";

    /// <summary>Opens the terminal below the root's handle and sends its master; answers with the slave.</summary>
    public static Slot Open(ChildProgram program, Argument root, FileDescriptor consoleSocket, ConsoleSize? size)
    {
        program.Describe("error setting up the terminal");
        var master = program.NewDescriptorMessage("/dev/ptmx", out var message);
        var slave = program.NewSlot();
        program.OpenAt2(root, Multiplexer, OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal, MountPoint.WithoutLinks, master);
        program.Call(SyscallNumber.Ioctl, "ioctl TIOCSPTLCK"u8, 0, master, UnlockTerminal, program.NewSlot(0).Address);
        program.Call(SyscallNumber.Ioctl, "ioctl TIOCGPTPEER"u8, 0, master, OpenPeer, ReadWriteNoControl).Into(slave);
        if (size is { Height: > 0, Width: > 0 })
        {
            var window = (ushort*)program.Memory.Take(4 * sizeof(ushort));
            window[0] = size.Height;
            window[1] = size.Width;
            program.Call(SyscallNumber.Ioctl, "ioctl TIOCSWINSZ"u8, 0, slave, SetWindowSize, (nint)window);
        }

        program.SendMessage(consoleSocket.Number, message, "sending the terminal to the console socket"u8);
        program.Close(master);
        program.Describe(null);
        return slave;
    }

    /// <summary>Puts the terminal at <c>/dev/console</c>.</summary>
    public static void MountConsole(ChildProgram program, Slot root, Slot slave)
    {
        program.Describe("error mounting the terminal at /dev/console");
        var copy = program.NewSlot();
        var target = MountPoint.Open(program, root, "/dev/console", isDirectory: false, resolve: MountPoint.WithoutLinks);
        program.OpenTree(slave, OpenTreeFlags.Clone, copy);
        program.MoveMount(copy, target);
        program.Close(copy);
        program.Close(target);
        program.Describe(null);
    }

    /// <summary>Makes the terminal the process's own: controlling terminal and standard streams. The process must lead a session.</summary>
    public static void Take(ChildProgram program, Slot slave)
    {
        program.Describe("error taking the terminal");
        program.Call(SyscallNumber.Ioctl, "ioctl TIOCSCTTY"u8, 0, slave, SetControllingTerminal, 0);
        for (var stream = 0; stream <= 2; stream++)
        {
            program.Duplicate(slave, stream);
        }

        program.Close(slave);
        program.Describe(null);
    }
}
