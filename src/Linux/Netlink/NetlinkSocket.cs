using System.Buffers;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Netlink;

/// <summary>A netlink socket that asks and waits for the answer, which the kernel gives before <c>send</c> returns.</summary>
/// <remarks>It speaks to the network namespace of the thread that opened it; then any thread may use it, one at a time.</remarks>
internal sealed class NetlinkSocket : IDisposable
{
    private const int SolNetlink = 270;
    private const int CapAcknowledgements = 10;
    private const int ExtendedAcknowledgements = 11;
    private const int StrictCheck = 12;
    private const int RequestSize = 8 * 1024;

    // What the kernel at most puts into one datagram of a dump.
    private const int AnswerSize = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly FileDescriptor _socket;
    private uint _sequence = 1;

    public NetlinkSocket(int protocol)
    {
        _socket = Kernel.OpenNetlink(protocol);
        Kernel.SetSocketOption(_socket, SolNetlink, CapAcknowledgements, 1);
        Kernel.SetSocketOption(_socket, SolNetlink, ExtendedAcknowledgements, 1);
        Kernel.SetSocketOption(_socket, SolNetlink, StrictCheck, 1);
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends the requests in one datagram; the kernel tries each in turn, whatever became of those before it.</summary>
    /// <returns>One answer per request, in their order.</returns>
    public Acknowledgement[] Execute(ReadOnlySpan<NetlinkRequest> requests)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(AnswerSize);
        lock (_gate)
        {
            try
            {
                var first = _sequence;
                var message = new MessageBuilder(buffer.AsSpan(0, RequestSize), first);
                foreach (var request in requests)
                {
                    request.Write(ref message);
                }

                _sequence = message.NextSequence;
                Kernel.SendDatagram(_socket, message.Written);
                return ReadAcknowledgements(buffer, first, requests.Length);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Asks for a list and hands over the payload of each entry.</summary>
    /// <returns>False if the list changed while it was read: what was handed over is to be thrown away.</returns>
    public bool TryDump(NetlinkRequest request, Action<ReadOnlySpan<byte>> entry)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(AnswerSize);
        lock (_gate)
        {
            try
            {
                var message = new MessageBuilder(buffer.AsSpan(0, RequestSize), _sequence);
                request.Write(ref message);
                _sequence = message.NextSequence;
                Kernel.SendDatagram(_socket, message.Written);
                return ReadDump(request, buffer, entry);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private Acknowledgement[] ReadAcknowledgements(byte[] buffer, uint first, int count)
    {
        var answers = new Acknowledgement[count];
        for (var pending = count; pending > 0;)
        {
            var messages = Receive(buffer);
            while (messages.Next())
            {
                var index = messages.Header.Sequence - first;
                if (messages.Header.Type == MessageType.Error && index < count)
                {
                    answers[index] = Acknowledgement.Read(messages.Header, messages.Payload);
                    pending--;
                }
            }
        }

        return answers;
    }

    private bool ReadDump(NetlinkRequest request, byte[] buffer, Action<ReadOnlySpan<byte>> entry)
    {
        var consistent = true;
        while (true)
        {
            var messages = Receive(buffer);
            while (messages.Next())
            {
                consistent &= !messages.Header.Flags.HasFlag(MessageFlags.DumpInterrupted);
                switch (messages.Header.Type)
                {
                    case MessageType.Done:
                        return consistent;
                    case MessageType.Error:
                        var answer = Acknowledgement.Read(messages.Header, messages.Payload);
                        throw new LinuxException(request.Call, answer.Errno, request.Subject, answer.Detail);
                    default:
                        entry(messages.Payload);
                        break;
                }
            }
        }
    }

    private MessageReader Receive(byte[] buffer) =>
        new(buffer.AsSpan(0, Kernel.ReceiveDatagram(_socket, buffer, wait: true) ?? 0));
}
