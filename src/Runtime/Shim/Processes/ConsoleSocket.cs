using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Processes;

/// <summary>Where the OCI runtime sends the master of a new terminal.</summary>
/// <remarks>runtime-spec runtime.md "--console-socket"; the descriptor comes by SCM_RIGHTS, with its name as the bytes.</remarks>
internal sealed class ConsoleSocket : IDisposable
{
    private readonly FileDescriptor _directory;
    private readonly FileDescriptor _listening;
    private readonly string _file;

    public ConsoleSocket(string directory, string name)
    {
        _file = System.IO.Path.Combine(directory, name);
        File.Delete(_file);
        _listening = Kernel.UnixSocket(flags: SocketFlags.NonBlocking);
        Kernel.BindUnix(_listening, _file);
        Kernel.Listen(_listening, 1);
        _directory = Kernel.Open(directory, OpenFlags.PathOnly | Kernel.DirectoryOnly);

        // Short, whatever the bundle's path is: runtimes hand it to connect(2) as it stands, and that takes 107 bytes.
        Path = $"/proc/{Environment.ProcessId}/fd/{_directory.Number}/{name}";
    }

    public string Path { get; }

    /// <summary>Takes the terminal of a runtime that has succeeded, and so has sent it.</summary>
    /// <exception cref="IOException">It has not.</exception>
    public FileDescriptor Receive()
    {
        using var connection = Kernel.TryAccept(_listening, out _) ?? throw new IOException("the runtime has sent no terminal");
        Span<byte> name = stackalloc byte[256];
        var message = Kernel.ReceiveDescriptors(connection, name, maxDescriptors: 1);
        return message.Descriptors is [var terminal] ? terminal : throw new IOException("the runtime has sent no terminal");
    }

    public void Dispose()
    {
        _listening.Dispose();
        _directory.Dispose();
        File.Delete(_file);
    }
}
