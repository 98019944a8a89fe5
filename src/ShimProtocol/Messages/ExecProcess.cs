namespace Gantry.ShimProtocol.Messages;

/// <summary>Runs a further program in the container.</summary>
public sealed record ExecProcess : IMessage
{
    public required string ExecId { get; init; }

    /// <summary>A runtime-spec <c>process</c> document. Whether there is a terminal is said there.</summary>
    public required ReadOnlyMemory<byte> Process { get; init; }

    /// <summary>Which streams this connection carries; none of them runs the program detached.</summary>
    public bool Stdin { get; init; }

    public bool Stdout { get; init; }
    public bool Stderr { get; init; }

    public static ExecProcess Read(ReadOnlySpan<byte> bytes)
    {
        var message = new ExecProcess { ExecId = "", Process = ReadOnlyMemory<byte>.Empty };
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field switch
            {
                1 => message with { ExecId = reader.Text },
                2 => message with { Process = reader.Bytes.ToArray() },
                3 => message with { Stdin = reader.Flag },
                4 => message with { Stdout = reader.Flag },
                5 => message with { Stderr = reader.Flag },
                _ => message,
            };
        }

        return message;
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, ExecId);
        writer.Add(2, Process.Span);
        writer.Add(3, Stdin);
        writer.Add(4, Stdout);
        writer.Add(5, Stderr);
    }
}
