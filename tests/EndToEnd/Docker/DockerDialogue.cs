using System.Text;
using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Docker;

/// <summary>A <c>docker</c> that is spoken with line by line while it runs.</summary>
internal sealed class DockerDialogue : IAsyncDisposable
{
    private readonly OutputPipe _output = new();
    private readonly PipeEnds _input = Kernel.Pipe();
    private readonly RunningCommand _docker;

    private DockerDialogue(LocalEngine engine, string[] arguments)
    {
        var descriptors = new Dictionary<int, FileDescriptor> { [0] = _input.Read, [1] = _output.Writer };
        _docker = (engine.DockerCommand(arguments) with { Descriptors = descriptors }).Start();
        _output.CloseWriter();
    }

    public static DockerDialogue Begin(LocalEngine engine, params string[] arguments) => new(engine, arguments);

    public void Say(string line) => Kernel.WriteAll(_input.Write, Encoding.UTF8.GetBytes($"{line}\n"));

    public void EndInput() => _input.Write.Dispose();

    /// <summary>The next line that it writes.</summary>
    public Task<string> Hear() => _output.Line();

    /// <summary>Its exit status.</summary>
    public async Task<CommandResult> End() => await _docker.End();

    public async ValueTask DisposeAsync()
    {
        await _docker.DisposeAsync();
        _output.Dispose();
        _input.Dispose();
    }
}
