using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Child;

/// <summary>A process that only waits: it holds namespaces until they have been opened by others.</summary>
internal sealed class IdleChild : IDisposable
{
    private readonly ClonedChild _process;

    private IdleChild(ClonedChild process) => _process = process;

    public int Pid => _process.Pid;

    public static IdleChild Start(NamespaceFlags namespaces)
    {
        var program = new ChildProgram();
        var channel = Channel.Make();
        program.AwaitByte(channel.Childs.Number);
        return new IdleChild(ClonedChild.Clone(program, channel, CloneFlags.None, namespaces, cgroup: null));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Wait();
        _process.Dispose();
    }
}
