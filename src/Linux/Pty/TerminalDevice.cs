using System.Runtime.InteropServices;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Pty;

/// <summary>Terminals and pseudoterminals.</summary>
/// <remarks>pty(7), ioctl_tty(2), termios(3)</remarks>
public static partial class TerminalDevice
{
    private const nuint GetWindowSize = 0x5413;
    private const nuint SetWindowSize = 0x5414;
    private const nuint SetPtyLock = 0x40045431;
    private const nuint GetPtyPeer = 0x5441;

    // struct termios is 60 bytes in glibc on all its machines; room for more costs nothing.
    private const int AttributesSize = 128;
    private const int SetNow = 0;

    /// <summary>A new pseudoterminal: its master, and the terminal itself.</summary>
    /// <param name="multiplexer">The device to open; another than the host's for a container's own devpts.</param>
    public static (FileDescriptor Master, FileDescriptor Slave) Open(string multiplexer = "/dev/ptmx")
    {
        var master = Kernel.Open(multiplexer, OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal);
        try
        {
            return (master, OpenPeer(master));
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    public static unsafe WindowSize SizeOf(FileDescriptor terminal)
    {
        var size = default(KernelWindowSize);
        Check(IoControl(terminal.Number, GetWindowSize, (nint)(&size)), "TIOCGWINSZ");
        return new WindowSize(size.Columns, size.Rows);
    }

    /// <summary>Sets the size, and lets the kernel send SIGWINCH to the terminal's foreground processes if that is a change.</summary>
    public static unsafe void Resize(FileDescriptor terminal, WindowSize size)
    {
        var kernelSize = new KernelWindowSize { Rows = size.Rows, Columns = size.Columns };
        Check(IoControl(terminal.Number, SetWindowSize, (nint)(&kernelSize)), "TIOCSWINSZ");
    }

    /// <summary>Passes every byte on as it is: no echo, no line editing, no signals from keys.</summary>
    /// <remarks>cfmakeraw(3)</remarks>
    public static unsafe void MakeRaw(FileDescriptor terminal)
    {
        var attributes = AttributesOf(terminal);
        fixed (byte* start = attributes)
        {
            MakeRawAttributes(start);
        }

        SetAttributes(terminal, attributes);
    }

    /// <summary>What a terminal is set to: a <c>struct termios</c>, to be given back later.</summary>
    internal static unsafe byte[] AttributesOf(FileDescriptor terminal)
    {
        var attributes = new byte[AttributesSize];
        fixed (byte* start = attributes)
        {
            Check(GetAttributes(terminal.Number, start), "tcgetattr");
        }

        return attributes;
    }

    internal static unsafe void SetAttributes(FileDescriptor terminal, byte[] attributes)
    {
        fixed (byte* start = attributes)
        {
            Check(SetAttributes(terminal.Number, SetNow, start), "tcsetattr");
        }
    }

    // TIOCGPTPEER, unlike a path under /dev/pts, opens the right terminal whatever is mounted there.
    private static unsafe FileDescriptor OpenPeer(FileDescriptor master)
    {
        var unlocked = 0;
        Check(IoControl(master.Number, SetPtyLock, (nint)(&unlocked)), "TIOCSPTLCK");
        var flags = OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal | OpenFlags.CloseOnExec;
        return new FileDescriptor(Check(IoControl(master.Number, GetPtyPeer, (nint)flags), "TIOCGPTPEER"));
    }

    private static int Check(int result, string call) => result >= 0 ? result : throw new LinuxException(call, Kernel.LastErrno);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoControl(int descriptor, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static unsafe partial int GetAttributes(int descriptor, byte* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static unsafe partial int SetAttributes(int descriptor, int when, byte* attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static unsafe partial void MakeRawAttributes(byte* attributes);

    private struct KernelWindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthPixels;
        public ushort HeightPixels;
    }
}
