namespace Gantry.ShimProtocol.Messages;

/// <summary>Sends a signal to the container's process, to one executed in it, or to all.</summary>
public sealed record SendSignal : IMessage
{
    public required int Signal { get; init; }

    /// <summary>Empty means the container's own process.</summary>
    public string ExecId { get; init; } = "";

    /// <summary>Every process of the container.</summary>
    public bool All { get; init; }

    public static SendSignal Read(ReadOnlySpan<byte> bytes)
    {
        var message = new SendSignal { Signal = 0 };
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field switch
            {
                1 => message with { Signal = reader.Int },
                2 => message with { ExecId = reader.Text },
                3 => message with { All = reader.Flag },
                _ => message,
            };
        }

        return message;
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, Signal);
        writer.Add(2, ExecId);
        writer.Add(3, All);
    }
}

/// <summary>Sets a terminal's size, in characters.</summary>
public sealed record ResizeTerminal : IMessage
{
    /// <summary>Empty means the container's own terminal.</summary>
    public string ExecId { get; init; } = "";

    public required int Width { get; init; }
    public required int Height { get; init; }

    public static ResizeTerminal Read(ReadOnlySpan<byte> bytes)
    {
        var message = new ResizeTerminal { Width = 0, Height = 0 };
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field switch
            {
                1 => message with { ExecId = reader.Text },
                2 => message with { Width = reader.Int },
                3 => message with { Height = reader.Int },
                _ => message,
            };
        }

        return message;
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, ExecId);
        writer.Add(2, Width);
        writer.Add(3, Height);
    }
}
