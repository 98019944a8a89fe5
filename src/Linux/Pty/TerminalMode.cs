namespace Gantry.Linux.Pty;

public static partial class Terminal
{
    /// <summary>What a terminal was set to, for later.</summary>
    internal static unsafe byte[] Save(FileDescriptor terminal)
    {
        var attributes = new byte[AttributesSize];
        fixed (byte* start = attributes)
        {
            Check(GetAttributes(terminal.Number, start), "tcgetattr");
        }

        return attributes;
    }

    internal static unsafe void Restore(FileDescriptor terminal, byte[] attributes)
    {
        fixed (byte* start = attributes)
        {
            Check(SetAttributes(terminal.Number, SetNow, start), "tcsetattr");
        }
    }
}

/// <summary>A user's terminal in raw mode, until this is disposed.</summary>
public sealed class TerminalMode : IDisposable
{
    private readonly FileDescriptor _terminal;
    private readonly byte[] _before;

    private TerminalMode(FileDescriptor terminal)
    {
        _terminal = terminal;
        _before = Terminal.Save(terminal);
        Terminal.MakeRaw(terminal);
    }

    /// <summary>Null where the file is no terminal.</summary>
    public static TerminalMode? TryEnterRaw(FileDescriptor file)
    {
        try
        {
            return new TerminalMode(file);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOTTY or Errno.EBADF or Errno.EIO or Errno.EINVAL)
        {
            return null;
        }
    }

    public void Dispose() => Terminal.Restore(_terminal, _before);
}
