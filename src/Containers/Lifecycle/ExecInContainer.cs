using System.Text.Json;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Containers.Lifecycle.Spec;
using Gantry.Oci.RuntimeSpec;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle;

public sealed record ExecStart
{
    /// <summary>Whether its streams are wanted.</summary>
    public bool Attach { get; init; }

    /// <summary>In place of the size it was made with; null keeps that.</summary>
    public ConsoleSize? ConsoleSize { get; init; }
}

/// <summary>Runs further programs in a container.</summary>
public sealed class ExecInContainer
{

    private readonly ContainerStore _store;
    private readonly ShimLauncher _shims;
    private readonly ContainerJournal _journal;

    internal ExecInContainer(ContainerStore store, ShimLauncher shims, ContainerJournal journal) =>
        (_store, _shims, _journal) = (store, shims, journal);

    /// <summary>Finds an exec and the container it is in.</summary>
    /// <exception cref="NotFoundException">There is no such exec, or its container is gone.</exception>
    public (Exec Exec, Container Container) Get(string id)
    {
        foreach (var container in _store.All)
        {
            if (container.Execs.Find(id) is { } exec)
            {
                return (exec, container);
            }
        }

        throw new NotFoundException($"No such exec instance: {id}");
    }

    /// <summary>Notes down what is to be executed.</summary>
    /// <exception cref="ConflictException">The container does not run, or is paused.</exception>
    public Exec Create(Container container, ExecSpec spec)
    {
        RefuseUnlessRunning(container);
        var exec = new Exec(RandomHex.New(), container.Id, spec);
        container.Execs.Add(exec);
        _journal.Tell(container, $"exec_create: {string.Join(' ', spec.Args)}", ("execID", exec.Id));
        return exec;
    }

    /// <summary>Whether it can be started.</summary>
    /// <exception cref="ConflictException">It was started before, or the container does not run.</exception>
    public static void Check(Container container, Exec exec)
    {
        if (exec.WasStarted)
        {
            throw new ConflictException($"exec {exec.Id} has already run");
        }

        RefuseUnlessRunning(container);
    }

    /// <summary>The ids of those that run.</summary>
    public static IReadOnlyList<string> Running(Container container) => [.. container.Execs.Running];

    /// <summary>Runs it.</summary>
    /// <param name="container">The exec's.</param>
    /// <param name="exec">Made before, and not yet started.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the wait for the container's turn.</param>
    /// <returns>Its streams; null where they are not wanted.</returns>
    /// <exception cref="ConflictException">It was started before, or the container does not run.</exception>
    /// <exception cref="InvalidException">The program cannot be run; the words are the runtime's.</exception>
    public async Task<ShimStream?> StartAsync(Container container, Exec exec, ExecStart options, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        Check(container, exec);
        exec.WasStarted = true;
        try
        {
            return await RunAsync(container, exec, options);
        }
        catch (ShimException e)
        {
            container.Execs.End(exec, StartFailure.ExitCodeOf(e.Message) is var code and not 128 ? code : 126);
            throw new InvalidException($"OCI runtime exec failed: {e.Message}: unknown", e);
        }
    }

    /// <summary>Kills it; one that has ended is left at that.</summary>
    internal async Task KillAsync(Container container, Exec exec)
    {
        if (!exec.IsRunning)
        {
            return;
        }

        try
        {
            await using var shim = await _shims.ConnectAsync(container.Id);
            await shim.SignalAsync(new SendSignal { Signal = (int)Linux.Signal.SIGKILL, ExecId = exec.Id }, CancellationToken.None);
        }
        catch (ShimException)
        {
            // It, or the container, has just ended.
        }
    }

    private async Task<ShimStream?> RunAsync(Container container, Exec exec, ExecStart options)
    {
        var process = ExecProcesses.Make(container.Record, exec.Spec with { ConsoleSize = options.ConsoleSize ?? exec.Spec.ConsoleSize });
        var message = new ExecProcess
        {
            ExecId = exec.Id,
            Process = JsonSerializer.SerializeToUtf8Bytes(process, RuntimeSpecJson.Default.ContainerProcess),
            Stdin = options.Attach && exec.Spec.AttachStdin,
            Stdout = options.Attach && exec.Spec.AttachStdout,
            Stderr = options.Attach && exec.Spec.AttachStderr,
        };
        // Before the shim is asked: a program that ends at once is told as ended before the answer is read.
        exec.IsRunning = true;
        ShimStream? stream = null;
        if (message.Stdin || message.Stdout || message.Stderr)
        {
            (stream, exec.Pid) = await _shims.ExecAsync(container.Id, message);
        }
        else
        {
            await using var shim = await _shims.ConnectAsync(container.Id);
            exec.Pid = await shim.ExecAsync(message, CancellationToken.None);
        }

        _journal.Tell(container, $"exec_start: {string.Join(' ', exec.Spec.Args)}", ("execID", exec.Id));
        return stream;
    }

    private static void RefuseUnlessRunning(Container container)
    {
        switch (container.Record.State.Status)
        {
            case RunStatus.Paused:
                throw new ConflictException($"container {container.Record.Name} is paused, unpause the container before exec");
            case RunStatus.Restarting:
                throw new ConflictException($"container {container.Id} is restarting, wait until the container is running");
            case not RunStatus.Running:
                throw new ConflictException($"container {container.Id} is not running");
        }
    }
}
