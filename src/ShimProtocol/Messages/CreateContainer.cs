namespace Gantry.ShimProtocol.Messages;

/// <summary>Makes the one container of this shim from a bundle.</summary>
public sealed record CreateContainer : IMessage
{
    public required string Id { get; init; }

    /// <summary>The directory with <c>config.json</c>. Whether there is a terminal is said there.</summary>
    public required string Bundle { get; init; }

    /// <summary>The OCI runtime's <c>--root</c>.</summary>
    public required string RuntimeRoot { get; init; }

    /// <summary>The OCI runtime's executable; empty means the shim's own file.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>Whether the cgroup path is a unit's, for the systemd driver.</summary>
    public bool SystemdCgroup { get; init; }

    /// <summary>Whether standard input is a pipe or terminal that a client can write to, else /dev/null.</summary>
    public bool OpenStdin { get; init; }

    /// <summary>Whether standard input ends when the first attached client ends its own (Docker's StdinOnce).</summary>
    public bool StdinOnce { get; init; }

    /// <summary>Whether to start at once, in the same run of the runtime.</summary>
    public bool StartNow { get; init; }

    /// <summary>Where each exit is recorded (<see cref="ExitRecord"/>): a file outside any volatile directory.</summary>
    public required string ExitFile { get; init; }

    /// <summary>Null keeps no log.</summary>
    public LogTarget? Log { get; init; }

    /// <summary>Host ports held for as long as the container runs.</summary>
    public IReadOnlyList<HeldPort> Ports { get; init; } = [];

    public static CreateContainer Read(ReadOnlySpan<byte> bytes)
    {
        var message = new CreateContainer { Id = "", Bundle = "", RuntimeRoot = "", ExitFile = "" };
        var ports = new List<HeldPort>();
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 11:
                    ports.Add(HeldPort.Read(reader.Bytes));
                    break;
                default:
                    message = message.With(reader);
                    break;
            }
        }

        return message with { Ports = ports };
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, Id);
        writer.Add(2, Bundle);
        writer.Add(3, RuntimeRoot);
        writer.Add(4, Runtime);
        writer.Add(5, SystemdCgroup);
        writer.Add(6, OpenStdin);
        writer.Add(7, StdinOnce);
        writer.Add(8, StartNow);
        writer.Add(9, ExitFile);
        writer.Add(10, Log);
        foreach (var port in Ports)
        {
            writer.Add(11, port);
        }
    }

    private CreateContainer With(MessageReader reader) => reader.Field switch
    {
        1 => this with { Id = reader.Text },
        2 => this with { Bundle = reader.Text },
        3 => this with { RuntimeRoot = reader.Text },
        4 => this with { Runtime = reader.Text },
        5 => this with { SystemdCgroup = reader.Flag },
        6 => this with { OpenStdin = reader.Flag },
        7 => this with { StdinOnce = reader.Flag },
        8 => this with { StartNow = reader.Flag },
        9 => this with { ExitFile = reader.Text },
        10 => this with { Log = LogTarget.Read(reader.Bytes) },
        _ => this,
    };
}
