using Gantry.Linux;
using Gantry.Runtime.Events;
using Gantry.Runtime.Shim.Processes;
using Gantry.Runtime.Shim.Streams;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim;

/// <summary>The one container of a shim. Clients may attach to its streams before it exists.</summary>
internal sealed class Container(EventLoop loop)
{
    private OciRuntime? _runtime;

    public string Id { get; private set; } = "";

    public string Bundle { get; private set; } = "";

    /// <summary>0 before the container is created.</summary>
    public int Pid { get; private set; }

    /// <summary>The process, as no later one of its number can be; null where it was reaped before it could be opened.</summary>
    public FileDescriptor? Process { get; private set; }

    public bool IsCreated => Pid != 0;

    public bool IsStarted { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>Null while the process lives.</summary>
    public ProcessExit? Exit { get; set; }

    public ProcessStreams Streams { get; } = new(loop);

    public void Created(CreateContainer settings, OciRuntime runtime, LaunchedProcess process)
    {
        _runtime = runtime;
        Id = settings.Id;
        Bundle = settings.Bundle;
        IsStarted = settings.StartNow;
        Pid = process.Pid;
        Process = process.Handle;
    }

    /// <summary>The runtime that made the container.</summary>
    /// <exception cref="InvalidOperationException">There is no container yet.</exception>
    public OciRuntime RequireRuntime() => _runtime ?? throw new InvalidOperationException("the container does not exist yet");

    /// <summary>The same, where the process must live for what is wanted.</summary>
    /// <exception cref="InvalidOperationException">There is no container yet, or its process has ended.</exception>
    public OciRuntime RequireLiving() =>
        Exit is null ? RequireRuntime() : throw new InvalidOperationException($"container {Id} is not running");
}
