using System.Runtime.InteropServices;
using Gantry.App.Sockets;
using Gantry.Containers;
using Gantry.Containers.Instances;
using Gantry.Docker;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gantry.App.Handover;

/// <summary>
/// Replaces this engine by another program without stopping a container: SIGHUP, from <c>gantry up</c> or a supervisor. The other one is started with the
/// listening sockets and prepares itself; then this one lets go of the root, and only carries on the streams that clients are joined to.
/// </summary>
internal sealed partial class EngineHandover : IDisposable
{
    private static readonly TimeSpan ToPrepare = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ToServe = TimeSpan.FromSeconds(30);

    // Of the 200 ms that it all may take. Most requests take less.
    private static readonly TimeSpan ToEndRequests = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ToDrain = TimeSpan.FromSeconds(30);

    private readonly EngineSuccession _succession;
    private readonly ILogger<EngineHandover> _logger;
    private readonly PosixSignalRegistration _signal;
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _underWay = Task.CompletedTask;

    public EngineHandover(EngineSuccession succession, ILogger<EngineHandover> logger)
    {
        (_succession, _logger) = (succession, logger);
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            if (_one.Wait(0))
            {
                _underWay = Task.Run(TryAsync);
            }
        });
    }

    /// <summary>Ends when the one that is under way, if any, has nothing left to carry.</summary>
    public Task Completion => _underWay;

    public void Dispose()
    {
        _signal.Dispose();
        _one.Dispose();
    }

    private async Task TryAsync()
    {
        var request = HandoverRequest.Take(_succession.Instance);
        if (await PrepareAsync(request) is { } successor)
        {
            using (successor)
            {
                await ReplaceAsync(request, successor);
            }

            return;
        }

        _one.Release();
    }

    // Null where there is no successor: this engine goes on.
    private async Task<Successor?> PrepareAsync(HandoverRequest request)
    {
        Successor? successor = null;
        try
        {
            if (!Readiness.HasSupervisor)
            {
                throw new UnavailableException("nobody supervises this engine, so another one could not take its place: end it, and start the other");
            }

            successor = Successor.Start(request.Program, _succession.Sockets);
            await successor.PreparedAsync(ToPrepare);
            return successor;
        }
        catch (Exception e) when (e is IOException or RefusalException)
        {
            LogNotReplaced(_logger, request.Program, e.Message);
            Readiness.Tell(request.Waiter, $"{Readiness.Failure}{request.Program} cannot take over, and the engine goes on as it is: {e.Message}");
            successor?.Kill();
            successor?.Dispose();
            return null;
        }
    }

    private async Task ReplaceAsync(HandoverRequest request, Successor successor)
    {
        LogReplaced(_logger, request.Program, successor.Pid);
        var host = _succession.Host;
        host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout = ToDrain;

        var acceptance = host.Services.GetRequiredService<Acceptance>();
        await acceptance.StopAsync();
        await _succession.Api.CloseAsync(ToEndRequests, () => acceptance.Silent == 0);
        var drained = host.StopAsync(CancellationToken.None);
        var memory = await _succession.Engine.HandOverAsync();
        _succession.LetGo();
        Readiness.Tell($"MAINPID={successor.Pid}");
        await successor.LetBeginAsync(memory);
        try
        {
            await successor.ReadyAsync(ToServe);
            Readiness.Tell(request.Waiter, Readiness.Message);
        }
        catch (IOException e)
        {
            LogNotReady(_logger, successor.Pid, e.Message);
            Readiness.Tell(request.Waiter, $"{Readiness.Failure}{e.Message}");
        }

        // Nothing is left that an end by the first signal could harm.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(0));
        await drained;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Program} takes over as process {Pid}; streams that clients are joined to are carried on for at most 30 s")]
    private static partial void LogReplaced(ILogger logger, string program, int pid);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Program} cannot take over, and this engine goes on: {Reason}")]
    private static partial void LogNotReplaced(ILogger logger, string program, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Process {Pid} took over and does not serve: {Reason}")]
    private static partial void LogNotReady(ILogger logger, int pid, string reason);
}

/// <summary>What an engine hands over.</summary>
internal sealed record EngineSuccession
{
    public required Instance Instance { get; init; }
    public required WebApplication Host { get; init; }
    public required EngineApi Api { get; init; }
    public required ContainerEngine Engine { get; init; }

    /// <summary>The listening sockets: name and number.</summary>
    public required IReadOnlyList<(string Name, int Number)> Sockets { get; init; }

    /// <summary>Closes what is on disk, and gives up the root.</summary>
    public required Action LetGo { get; init; }
}
