using System.Buffers.Binary;

namespace Gantry.Linux.DBus;

/// <summary>Turns messages into bytes and back.</summary>
/// <remarks>D-Bus Specification "Message Format"</remarks>
public static class DBusFormat
{
    /// <summary>The longest message that is read, in bytes: the specification would allow 128 MiB, and systemd's answers have some hundred bytes.</summary>
    public const int MaxMessageBytes = 1 << 20;

    /// <summary>What must be there before the length of a message is known.</summary>
    public const int FixedHeaderBytes = 16;

    private const byte LittleEndian = (byte)'l';
    private const byte Version = 1;
    private const byte NoReplyFlag = 1;

    private enum Field : byte
    {
        Path = 1,
        Interface = 2,
        Member = 3,
        ErrorName = 4,
        ReplySerial = 5,
        Destination = 6,
        Sender = 7,
        Signature = 8,
    }

    public static ReadOnlyMemory<byte> Write(DBusMessage message) => new DBusWriter()
        .Byte(LittleEndian).Byte((byte)message.Type).Byte(message.NoReply ? NoReplyFlag : (byte)0).Byte(Version)
        .UInt32((uint)message.Body.Length).UInt32(message.Serial)
        .Array(DBusWriter.WideAlignment, writer => WriteFields(writer, message))
        .Raw(message.Body.Span).Written;

    /// <summary>The length of the message that begins with these bytes.</summary>
    /// <exception cref="DBusException">It is longer than <see cref="MaxMessageBytes"/>, or no message of this version and byte order.</exception>
    public static int Length(ReadOnlySpan<byte> start)
    {
        if (start[0] != LittleEndian || start[3] != Version)
        {
            throw new DBusException(DBusException.Malformed, "a D-Bus message is not little-endian or not of version 1");
        }

        var body = (long)BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
        var fields = (long)BinaryPrimitives.ReadUInt32LittleEndian(start[12..]);
        var length = ((FixedHeaderBytes + fields + DBusWriter.WideAlignment - 1) & -DBusWriter.WideAlignment) + body;
        return length <= MaxMessageBytes
            ? (int)length
            : throw new DBusException(DBusException.Malformed, $"a D-Bus message of {length} bytes is longer than {MaxMessageBytes}");
    }

    /// <summary>Reads one whole message.</summary>
    public static DBusMessage Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new DBusReader(bytes);
        reader.Byte();
        var message = new DBusMessage { Type = (DBusMessageType)reader.Byte(), NoReply = (reader.Byte() & NoReplyFlag) != 0 };
        reader.Byte();
        var bodyLength = (int)reader.UInt32();
        message = message with { Serial = reader.UInt32(), Body = bytes[(bytes.Length - bodyLength)..] };
        reader.Array(DBusWriter.WideAlignment, each => message = ReadField(each.Struct(), message));
        return message;
    }

    private static void WriteFields(DBusWriter writer, DBusMessage message)
    {
        WriteField(writer, Field.Path, "o", message.Path);
        WriteField(writer, Field.Member, "s", message.Member);
        WriteField(writer, Field.Interface, "s", message.Interface);
        WriteField(writer, Field.ErrorName, "s", message.ErrorName);
        WriteField(writer, Field.Destination, "s", message.Destination);
        if (message.ReplySerial != 0)
        {
            writer.Struct().Byte((byte)Field.ReplySerial).Signature("u").UInt32(message.ReplySerial);
        }

        if (message.Signature.Length > 0)
        {
            writer.Struct().Byte((byte)Field.Signature).Signature("g").Signature(message.Signature);
        }
    }

    private static void WriteField(DBusWriter writer, Field field, string type, string? value)
    {
        if (value is not null)
        {
            writer.Struct().Byte((byte)field).Signature(type).String(value);
        }
    }

    private static DBusMessage ReadField(DBusReader reader, DBusMessage message)
    {
        var field = (Field)reader.Byte();
        return reader.Signature() switch
        {
            "u" when reader.UInt32() is var number => field == Field.ReplySerial ? message with { ReplySerial = number } : message,
            "g" when reader.Signature() is var signature => field == Field.Signature ? message with { Signature = signature } : message,
            "s" or "o" => ReadText(field, reader.String(), message),
            var type => throw new DBusException(DBusException.Malformed, $"a D-Bus header field has the type \"{type}\""),
        };
    }

    private static DBusMessage ReadText(Field field, string text, DBusMessage message) => field switch
    {
        Field.Path => message with { Path = text },
        Field.Interface => message with { Interface = text },
        Field.Member => message with { Member = text },
        Field.ErrorName => message with { ErrorName = text },
        Field.Destination => message with { Destination = text },
        Field.Sender => message with { Sender = text },
        _ => message,
    };
}
