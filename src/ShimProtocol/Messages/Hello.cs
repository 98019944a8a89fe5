namespace Gantry.ShimProtocol.Messages;

/// <summary>The first frame each side sends. The client need not wait for the answer before its first request.</summary>
public sealed record Hello : IMessage
{
    public required int Version { get; init; }

    /// <summary>The sender's process id.</summary>
    public required int Pid { get; init; }

    public static Hello Read(ReadOnlySpan<byte> bytes)
    {
        var message = new Hello { Version = 0, Pid = 0 };
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field switch
            {
                1 => message with { Version = reader.Int },
                2 => message with { Pid = reader.Int },
                _ => message,
            };
        }

        return message;
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, Version);
        writer.Add(2, Pid);
    }
}
