using System.Runtime.InteropServices;

namespace Gantry.Linux.Netlink;

/// <summary>The kernel's answer to one request: success, or an error and, often, a sentence about it.</summary>
/// <remarks>struct nlmsgerr and the attributes of NETLINK_EXT_ACK.</remarks>
internal readonly record struct Acknowledgement(Errno Errno, string? Detail)
{
    // NLM_F_ACK_TLVS: in an answer the bit says something else than in a request.
    private const MessageFlags AttributesFollow = (MessageFlags)0x200;
    private const int ErrorSize = sizeof(int);
    private const int MessageAttribute = 1;

    public static Acknowledgement Read(MessageHeader header, ReadOnlySpan<byte> payload)
    {
        var errno = (Errno)(-MemoryMarshal.Read<int>(payload));
        if (!header.Flags.HasFlag(AttributesFollow))
        {
            return new Acknowledgement(errno, null);
        }

        // The header of the request follows the error; NETLINK_CAP_ACK cuts the rest of the request off.
        var attributes = new AttributeReader(payload[(ErrorSize + MessageHeader.Size)..]);
        while (attributes.Next())
        {
            if (attributes.Type == MessageAttribute)
            {
                return new Acknowledgement(errno, attributes.Text);
            }
        }

        return new Acknowledgement(errno, null);
    }
}
