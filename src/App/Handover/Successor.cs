using System.Buffers.Binary;
using System.Collections;
using System.Net.Sockets;
using Gantry.Containers.Handover;
using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Handover;

/// <summary>The process that is to take over from this one: it has our listening sockets, and waits for its turn.</summary>
internal sealed class Successor : IDisposable
{
    private const int FirstSocket = 3;

    private readonly Socket _channel;

    private Successor(int pid, Socket channel) => (Pid, _channel) = (pid, channel);

    public int Pid { get; }

    /// <summary>Starts it, with the arguments that this process was started with.</summary>
    /// <param name="program">The path of a <c>gantry</c>.</param>
    /// <param name="sockets">The listening sockets: name, and number here.</param>
    /// <exception cref="LinuxException">It cannot be executed.</exception>
    public static Successor Start(string program, IReadOnlyList<(string Name, int Number)> sockets)
    {
        var (ours, its) = Kernel.UnixSocketPair();
        using var given = its;
        var descriptors = new Dictionary<int, FileDescriptor> { [1] = FileDescriptor.Borrow(1), [2] = FileDescriptor.Borrow(2) };
        for (var index = 0; index < sockets.Count; index++)
        {
            descriptors[FirstSocket + index] = FileDescriptor.Borrow(sockets[index].Number);
        }

        descriptors[FirstSocket + sockets.Count] = its;
        var pid = new Spawn
        {
            Path = Binaries.RuntimeBeside(program),
            Arguments = ["gantry-runtime", "exec-listen", program, .. Environment.GetCommandLineArgs().Skip(1)],
            Environment =
            [
                .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}"),
                $"LISTEN_FDS={sockets.Count + 1}", $"LISTEN_FDNAMES={string.Join(':', [.. sockets.Select(socket => socket.Name), Predecessor.ChannelName])}",
            ],
            Descriptors = descriptors,
            WorkingDirectory = "/",
        }.Start();
        return new Successor(pid, new Socket(new SafeSocketHandle(ours.Release(), ownsHandle: true)));
    }

    /// <summary>Ends when it has read its options and files, and only waits for us.</summary>
    /// <exception cref="IOException">It ended instead, or takes too long.</exception>
    public Task PreparedAsync(TimeSpan patience) => HearAsync(Predecessor.Prepared, patience);

    /// <summary>Lets it begin.</summary>
    public async Task LetBeginAsync(EngineMemory memory)
    {
        var json = memory.ToBytes();
        var message = new byte[sizeof(int) + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, json.Length);
        json.CopyTo(message.AsSpan(sizeof(int)));
        for (var sent = 0; sent < message.Length;)
        {
            sent += await _channel.SendAsync(message.AsMemory(sent));
        }
    }

    /// <summary>Ends when it serves.</summary>
    /// <exception cref="IOException">It ended instead, or takes too long.</exception>
    public Task ReadyAsync(TimeSpan patience) => HearAsync(Predecessor.Ready, patience);

    /// <summary>Ends it.</summary>
    public void Kill()
    {
        using var process = Kernel.TryPidfdOpen(Pid);
        if (process is not null)
        {
            Kernel.TryPidfdSendSignal(process, Signal.SIGKILL);
        }
    }

    public void Dispose() => _channel.Dispose();

    private async Task HearAsync(byte expected, TimeSpan patience)
    {
        var heard = new byte[1];
        try
        {
            using var over = new CancellationTokenSource(patience);
            if (await _channel.ReceiveAsync(heard, over.Token) == 1 && heard[0] == expected)
            {
                return;
            }
        }
        catch (SocketException)
        {
            // It is gone, as where the channel just ends.
        }
        catch (OperationCanceledException e)
        {
            throw new IOException($"process {Pid} was not ready within {patience.TotalSeconds:0} s", e);
        }

        throw new IOException($"process {Pid} ended; its words are above");
    }
}
