using System.IO.Pipelines;
using System.Net.Sockets;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gantry.Docker.Http;

/// <summary>Lets a handler take a connection out of HTTP, as Docker's attach and exec do.</summary>
/// <remarks>
/// A client that has ended its own side still wants our output, so the connection counts as closed for the server only while no request has it in its hands
/// that may take it over. Whoever takes it over sees the end of the input, and of the output, by themselves.
/// </remarks>
internal sealed class Hijacking : IDisposable
{
    private readonly RequestGate _gate;
    private readonly ServerOutput _output;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenRegistration _transportClosed;
    private readonly Socket? _socket;
    private volatile bool _clientIsGone;

    private Hijacking(ConnectionContext connection, Func<string, string, bool> mayTakeOver)
    {
        _gate = new RequestGate(connection.Transport.Input, mayTakeOver);
        _output = new ServerOutput(connection.Transport.Output);
        _socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;

        // Last, for it may have closed by now.
        _transportClosed = connection.ConnectionClosed.Register(OnTransportClosed);
        connection.Transport = new Duplex(_gate, _output);
        connection.ConnectionClosed = _closed.Token;
        connection.Features.Set(this);
    }

    /// <summary>Whether the present request asked for an upgrade; false where it may not take the connection over.</summary>
    public bool AsksToUpgrade => _gate.Holder is { AsksToUpgrade: true };

    /// <summary>Whether the client has closed its socket, and not only ended its own side. Never over TCP, where the two look the same.</summary>
    public bool ClientHasGone => _socket is not null && HasHungUp(_socket);

    /// <summary>Adds hijacking to an endpoint.</summary>
    /// <param name="options">The endpoint's.</param>
    /// <param name="mayTakeOver">Tells by method and path whether a request may take the connection over.</param>
    public static void Use(ListenOptions options, Func<string, string, bool> mayTakeOver) =>
        options.Use(next => async connection =>
        {
            using var hijacking = new Hijacking(connection, mayTakeOver);
            await next(connection);
        });

    /// <summary>Takes the connection over: its input from right behind the request, and its output. The server writes nothing more.</summary>
    public IDuplexPipe TakeOver()
    {
        var input = _gate.TakeOver();
        return new Duplex(input, _output.TakeOver());
    }

    /// <summary>To be called at the end of every request.</summary>
    public void EndRequest()
    {
        _gate.Release();

        // A connection that was taken over ends by itself: to call it closed would cut off what is still to be sent.
        if (_clientIsGone && !_gate.IsTakenOver)
        {
            _closed.Cancel();
        }
    }

    public void Dispose()
    {
        _transportClosed.Dispose();
        _closed.Dispose();
    }

    private void OnTransportClosed()
    {
        // Over TCP the end of the client's side may be the end of the client, as HTTP servers take it; on a unix socket it can be told.
        _clientIsGone = _socket is not { AddressFamily: AddressFamily.Unix } || ClientHasGone;
        if (_clientIsGone && _gate.Holder is null)
        {
            _closed.Cancel();
        }
    }

    private static bool HasHungUp(Socket socket)
    {
        var entry = new PollEntry(FileDescriptor.Borrow((int)socket.Handle), PollEvents.None);
        Kernel.Poll(new Span<PollEntry>(ref entry), timeoutMilliseconds: 0);
        return (entry.Happened & (PollEvents.HangUp | PollEvents.Error)) != 0;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
