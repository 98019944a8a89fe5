namespace Gantry.ShimProtocol.Messages;

/// <summary>A host port that the shim binds, so that it is truly taken, and relays for what packet rules cannot forward.</summary>
public sealed record HeldPort : IMessage
{
    /// <summary>tcp, udp or sctp.</summary>
    public required string Protocol { get; init; }

    /// <summary>The address to bind.</summary>
    public required string HostAddress { get; init; }

    public required int HostPort { get; init; }

    /// <summary>Where accepted connections and datagrams are relayed to; empty only holds the port.</summary>
    public string ContainerAddress { get; init; } = "";

    public int ContainerPort { get; init; }

    public static HeldPort Read(ReadOnlySpan<byte> bytes)
    {
        var message = new HeldPort { Protocol = "", HostAddress = "", HostPort = 0 };
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field switch
            {
                1 => message with { Protocol = reader.Text },
                2 => message with { HostAddress = reader.Text },
                3 => message with { HostPort = reader.Int },
                4 => message with { ContainerAddress = reader.Text },
                5 => message with { ContainerPort = reader.Int },
                _ => message,
            };
        }

        return message;
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, Protocol);
        writer.Add(2, HostAddress);
        writer.Add(3, HostPort);
        writer.Add(4, ContainerAddress);
        writer.Add(5, ContainerPort);
    }
}
