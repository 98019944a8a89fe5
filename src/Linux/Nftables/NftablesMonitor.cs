using Gantry.Linux.Netlink;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Nftables;

/// <summary>Hears of every change to nftables in the network namespace of the thread that made it, our own changes included.</summary>
/// <remarks>The kernel's group NFNLGRP_NFTABLES, to which <c>nft monitor</c> listens too.</remarks>
public sealed class NftablesMonitor : IDisposable
{
    private const int NetfilterProtocol = 12;
    private const int SolSocket = 1;
    private const int ReceiveBufferForce = 33;
    private const int SolNetlink = 270;
    private const int AddMembership = 1;
    private const int NftablesGroup = 7;

    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Listens from now on.</summary>
    /// <param name="backlogBytes">
    /// How much may wait to be read before notices are lost; a restart of nftables.service on a large ruleset tells thousands at once.
    /// </param>
    public NftablesMonitor(int backlogBytes = 4 * 1024 * 1024)
    {
        Descriptor = Kernel.OpenNetlink(NetfilterProtocol);
        Kernel.SetSocketOption(Descriptor, SolSocket, ReceiveBufferForce, backlogBytes);
        Kernel.SetSocketOption(Descriptor, SolNetlink, AddMembership, NftablesGroup);
    }

    /// <summary>Readable when there are notices.</summary>
    public FileDescriptor Descriptor { get; }

    public void Dispose() => Descriptor.Dispose();

    /// <summary>Hands over all notices that are there, without waiting for more.</summary>
    public void Drain(Action<NftablesNotice> notice)
    {
        while (true)
        {
            try
            {
                if (Kernel.ReceiveDatagram(Descriptor, _buffer, wait: false) is not { } count)
                {
                    return;
                }

                Read(_buffer.AsSpan(0, count), notice);
            }
            catch (LinuxException error) when (error.Errno == Errno.ENOBUFS)
            {
                notice(new NftablesNotice(NftablesEvent.Lost, 0, "", 0));
            }
        }
    }

    private static void Read(ReadOnlySpan<byte> datagram, Action<NftablesNotice> notice)
    {
        var messages = new MessageReader(datagram);
        while (messages.Next())
        {
            if (NftablesMessage.EventOf(messages.Header.Type) is { } happened && messages.Payload.Length >= NftablesMessage.Size)
            {
                notice(new NftablesNotice(happened, messages.Payload[0], TableOf(messages.Payload), messages.Header.Port));
            }
        }
    }

    private static string TableOf(ReadOnlySpan<byte> payload)
    {
        var attributes = new AttributeReader(payload[NftablesMessage.Size..]);
        while (attributes.Next())
        {
            if (attributes.Type == NftablesMessage.TableAttribute)
            {
                return attributes.Text;
            }
        }

        return "";
    }
}
