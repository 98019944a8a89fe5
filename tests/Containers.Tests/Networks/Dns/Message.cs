using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Gantry.Containers.Tests.Networks.Dns;

/// <summary>Messages written and read by hand, independently of the code under test.</summary>
internal static class Message
{
    public const ushort A = 1;
    public const ushort Soa = 6;
    public const ushort Pointer = 12;
    public const ushort Text = 16;
    public const ushort Aaaa = 28;

    /// <summary>A question, with recursion desired.</summary>
    public static byte[] Ask(string name, ushort type = A, ushort id = 0x1234, ushort? ednsSize = null) =>
    [
        .. Short(id), .. Short(0x0100), .. Short(1), .. Short(0), .. Short(0), .. Short(ednsSize is null ? 0 : 1),
        .. Name(name), .. Short(type), .. Short(1),
        .. ednsSize is { } size ? [0, .. Short(41), .. Short(size), .. Int(0), .. Short(0)] : Array.Empty<byte>(),
    ];

    /// <summary>A server's answer to a question.</summary>
    public static byte[] Reply(ReadOnlySpan<byte> question, int flags, byte[][] answers, byte[][]? authorities = null)
    {
        var end = 12;
        while (question[end] != 0)
        {
            end += question[end] + 1;
        }

        return
        [
            .. question[..2], .. Short(0x8180 | flags), .. Short(1), .. Short(answers.Length), .. Short(authorities?.Length ?? 0), .. Short(0),
            .. question[12..(end + 5)], .. answers.SelectMany(bytes => bytes), .. (authorities ?? []).SelectMany(bytes => bytes),
        ];
    }

    /// <summary>A record of the question's name.</summary>
    public static byte[] Record(ushort type, uint ttl, params byte[] data) =>
        [0xC0, 12, .. Short(type), .. Short(1), .. Int(ttl), .. Short(data.Length), .. data];

    public static byte[] AddressRecord(string address, uint ttl = 60) => Record(A, ttl, IPAddress.Parse(address).GetAddressBytes());

    public static byte[] SoaRecord(uint ttl, uint minimum) => Record(Soa, ttl, [0, 0, .. Int(1), .. Int(2), .. Int(3), .. Int(4), .. Int(minimum)]);

    public static ushort Id(byte[] message) => At(message, 0);

    public static int Code(byte[] message) => At(message, 2) & 0xF;

    public static bool IsResponse(byte[] message) => (At(message, 2) & 0x8000) != 0;

    public static bool IsTruncated(byte[] message) => (At(message, 2) & 0x0200) != 0;

    /// <summary>The data of the answers, and their times to live; names in them are of two bytes, as ours are.</summary>
    public static List<(ushort Type, uint Ttl, byte[] Data)> Answers(byte[] message)
    {
        var offset = 12;
        while (message[offset] != 0)
        {
            offset += message[offset] + 1;
        }

        offset += 5;
        var answers = new List<(ushort, uint, byte[])>();
        for (var i = 0; i < At(message, 6); i++)
        {
            Assert.Equal(0xC00C, At(message, offset));
            var length = At(message, offset + 10);
            answers.Add((At(message, offset + 2), BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(offset + 6)), message[(offset + 12)..(offset + 12 + length)]));
            offset += 12 + length;
        }

        return answers;
    }

    public static List<string> Addresses(byte[] message) => [.. Answers(message).Select(answer => new IPAddress(answer.Data).ToString())];

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    public static byte[] Short(int number) => [(byte)(number >> 8), (byte)number];

    public static byte[] Int(uint number) => [.. Short((int)(number >> 16)), .. Short((int)(number & 0xFFFF))];

    private static ushort At(byte[] message, int offset) => BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(offset));
}
