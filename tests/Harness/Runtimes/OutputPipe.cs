using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Harness.Runtimes;

/// <summary>A pipe that a program writes to and a test reads from as it goes.</summary>
public sealed class OutputPipe : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StreamReader _reader;

    public OutputPipe()
    {
        var pipe = Kernel.Pipe();
        Writer = pipe.Write;
        _reader = new StreamReader(new FileStream(new SafeFileHandle(pipe.Read.Release(), ownsHandle: true), FileAccess.Read));
    }

    /// <summary>The end for the program.</summary>
    public FileDescriptor Writer { get; }

    /// <summary>To be called once the program has its own copy, or the output never ends.</summary>
    public void CloseWriter() => Writer.Dispose();

    /// <summary>The next line.</summary>
    /// <exception cref="TimeoutException">None came for half a minute.</exception>
    /// <exception cref="EndOfStreamException">There will be none: all writers are gone.</exception>
    public async Task<string> Line() => await _reader.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException();

    /// <summary>All that was not read yet, once all writers are gone.</summary>
    public Task<string> Rest() => _reader.ReadToEndAsync().WaitAsync(Patience);

    public void Dispose()
    {
        Writer.Dispose();
        _reader.Dispose();
    }
}
