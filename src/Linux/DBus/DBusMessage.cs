namespace Gantry.Linux.DBus;

public enum DBusMessageType
{
    MethodCall = 1,
    MethodReturn = 2,
    Error = 3,
    Signal = 4,
}

/// <summary>One message on the bus. Which of its fields are there depends on its type.</summary>
/// <remarks>D-Bus Specification "Message Format"</remarks>
public sealed record DBusMessage
{
    public required DBusMessageType Type { get; init; }

    /// <summary>Chosen by the sender, never 0 on the wire.</summary>
    public uint Serial { get; init; }

    /// <summary>The serial of the call that is answered.</summary>
    public uint ReplySerial { get; init; }

    public string? Path { get; init; }
    public string? Interface { get; init; }
    public string? Member { get; init; }
    public string? ErrorName { get; init; }
    public string? Destination { get; init; }
    public string? Sender { get; init; }

    /// <summary>The types of the body, one code after the other.</summary>
    public string Signature { get; init; } = "";

    /// <summary>The marshalled arguments: <see cref="DBusWriter"/> makes them, <see cref="DBusReader"/> reads them.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True for a call that wants no answer.</summary>
    public bool NoReply { get; init; }
}
