namespace Gantry.Linux.Pty;

/// <summary>A user's terminal in raw mode, until this is disposed.</summary>
public sealed class TerminalMode : IDisposable
{
    private readonly FileDescriptor _terminal;
    private readonly byte[] _before;

    private TerminalMode(FileDescriptor terminal)
    {
        _terminal = terminal;
        _before = TerminalDevice.AttributesOf(terminal);
        TerminalDevice.MakeRaw(terminal);
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

    public void Dispose() => TerminalDevice.SetAttributes(_terminal, _before);
}
