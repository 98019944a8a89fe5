namespace Gantry.ShimProtocol.Messages;

/// <summary>The request was not carried out.</summary>
public sealed record Failed : IMessage
{
    /// <summary>The runtime's own sentence where the runtime refused.</summary>
    public required string Reason { get; init; }

    public static Failed Read(ReadOnlySpan<byte> bytes)
    {
        var message = new Failed { Reason = "" };
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field == 1 ? message with { Reason = reader.Text } : message;
        }

        return message;
    }

    public void Write(MessageWriter writer) => writer.Add(1, Reason);
}

/// <summary>A process exists.</summary>
public sealed record ProcessStarted : IMessage
{
    public required int Pid { get; init; }

    public static ProcessStarted Read(ReadOnlySpan<byte> bytes)
    {
        var message = new ProcessStarted { Pid = 0 };
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field == 1 ? message with { Pid = reader.Int } : message;
        }

        return message;
    }

    public void Write(MessageWriter writer) => writer.Add(1, Pid);
}

/// <summary>A process has ended.</summary>
public sealed record ProcessExit : IMessage
{
    /// <summary>Empty means the container's own process.</summary>
    public string ExecId { get; init; } = "";

    public required int Pid { get; init; }

    /// <summary>0 to 255; 128 + n when signal n ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Whether the kernel killed a process of the container for lack of memory.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>Nanoseconds since 1970, UTC.</summary>
    public required long Time { get; init; }

    public static ProcessExit Read(ReadOnlySpan<byte> bytes)
    {
        var message = new ProcessExit { Pid = 0, ExitCode = 0, Time = 0 };
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field switch
            {
                1 => message with { ExecId = reader.Text },
                2 => message with { Pid = reader.Int },
                3 => message with { ExitCode = reader.Int },
                4 => message with { OutOfMemory = reader.Flag },
                5 => message with { Time = reader.Number },
                _ => message,
            };
        }

        return message;
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, ExecId);
        writer.Add(2, Pid);
        writer.Add(3, ExitCode);
        writer.Add(4, OutOfMemory);
        writer.Add(5, Time);
    }
}

/// <summary>Where the container stands.</summary>
public sealed record ShimStatus : IMessage
{
    /// <summary>0 before the container is created.</summary>
    public int Pid { get; init; }

    public bool Started { get; init; }
    public bool Paused { get; init; }

    /// <summary>Null while the container's process lives.</summary>
    public ProcessExit? Exit { get; init; }

    /// <summary>The execs that run, by id.</summary>
    public IReadOnlyList<string> Execs { get; init; } = [];

    public static ShimStatus Read(ReadOnlySpan<byte> bytes)
    {
        var message = new ShimStatus();
        var execs = new List<string>();
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    message = message with { Pid = reader.Int };
                    break;
                case 2:
                    message = message with { Started = reader.Flag };
                    break;
                case 3:
                    message = message with { Paused = reader.Flag };
                    break;
                case 4:
                    message = message with { Exit = ProcessExit.Read(reader.Bytes) };
                    break;
                case 5:
                    execs.Add(reader.Text);
                    break;
            }
        }

        return message with { Execs = execs };
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, Pid);
        writer.Add(2, Started);
        writer.Add(3, Paused);
        writer.Add(4, Exit);
        writer.AddEach(5, Execs);
    }
}
