using System.Buffers.Binary;

namespace Gantry.Linux.Netlink;

/// <summary>Makes the kernel forget connections that it tracks, in the network namespace of the thread that opened it.</summary>
/// <remarks>
/// Translation is decided by a connection's first packet. A UDP client that keeps sending from one port never makes a second first packet, so
/// it would go on being sent to a container that is gone, or past one that has come. linux/netfilter/nfnetlink_conntrack.h
/// </remarks>
public sealed class ConntrackSocket : IDisposable
{
    private const int NetfilterProtocol = 12;

    private readonly NetlinkSocket _socket = new(NetfilterProtocol);

    public void Dispose() => _socket.Dispose();

    /// <summary>Forgets what was first sent to one of some ports, whatever the address was.</summary>
    /// <returns>How many connections that were.</returns>
    public int Forget(IpProtocol protocol, IReadOnlySet<ushort> ports)
    {
        List<DeleteFlow> flows = [];

        // A list that changed while it was read may name a flow twice or lack a new one, which was translated by the new rules anyway.
        _ = _socket.TryDump(new GetFlows(), payload =>
        {
            if (Match(payload, protocol, ports) is { } flow)
            {
                flows.Add(flow);
            }
        });
        return flows.Count(Delete);
    }

    // ENOENT: it has just ended by itself.
    private bool Delete(DeleteFlow flow) => _socket.Execute([flow])[0] switch
    {
        { Errno: Errno.None } => true,
        { Errno: Errno.ENOENT } => false,
        var (errno, detail) => throw new LinuxException(flow.Call, errno, flow.Subject, detail),
    };

    private static DeleteFlow? Match(ReadOnlySpan<byte> payload, IpProtocol protocol, IReadOnlySet<ushort> ports)
    {
        var attributes = new AttributeReader(payload[ConntrackMessage.Size..]);
        while (attributes.Next())
        {
            if (attributes.Type == ConntrackMessage.OriginalTuple)
            {
                return IsTo(attributes.Value, protocol, ports) ? new DeleteFlow(payload[0], attributes.Value.ToArray()) : null;
            }
        }

        return null;
    }

    private static bool IsTo(ReadOnlySpan<byte> tuple, IpProtocol protocol, IReadOnlySet<ushort> ports)
    {
        var parts = new AttributeReader(tuple);
        var (rightProtocol, rightPort) = (false, false);
        while (parts.Next())
        {
            var values = new AttributeReader(parts.Type == ConntrackMessage.TupleProtocol ? parts.Value : []);
            while (values.Next())
            {
                rightProtocol |= values.Type == ConntrackMessage.ProtocolNumber && values.Value[0] == (byte)protocol;
                rightPort |= values.Type == ConntrackMessage.DestinationPort && ports.Contains(BinaryPrimitives.ReadUInt16BigEndian(values.Value));
            }
        }

        return rightProtocol && rightPort;
    }

    private sealed record GetFlows : NetlinkRequest
    {
        internal override string Call => "IPCTNL_MSG_CT_GET";

        internal override string Subject => "tracked connections";

        internal override void Write(ref MessageBuilder message)
        {
            message.Begin(ConntrackMessage.Get, MessageFlags.Dump);
            message.Append(0u);
            message.End();
        }
    }

    private sealed record DeleteFlow(byte Family, byte[] OriginalTuple) : NetlinkRequest
    {
        internal override string Call => "IPCTNL_MSG_CT_DELETE";

        internal override string Subject => "a tracked connection";

        internal override void Write(ref MessageBuilder message)
        {
            message.Begin(ConntrackMessage.Delete, MessageFlags.Acknowledge);
            message.Append((uint)Family);
            message.NestedAttribute(ConntrackMessage.OriginalTuple, OriginalTuple);
            message.End();
        }
    }
}
