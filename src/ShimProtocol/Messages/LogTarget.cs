namespace Gantry.ShimProtocol.Messages;

public enum LogFormat
{
    /// <summary>Docker's json-file: one JSON object a line.</summary>
    JsonFile = 0,

    /// <summary>CRI's: time, stream, P or F, text.</summary>
    Cri = 1,
}

/// <summary>Where and how the container's output is kept.</summary>
public sealed record LogTarget : IMessage
{
    public required string Path { get; init; }
    public LogFormat Format { get; init; }

    /// <summary>Bytes at which the file is rotated; 0 never rotates.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Files kept, the current one included; less than 2 truncates instead of renaming.</summary>
    public int MaxFiles { get; init; }

    public static LogTarget Read(ReadOnlySpan<byte> bytes)
    {
        var message = new LogTarget { Path = "" };
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field switch
            {
                1 => message with { Path = reader.Text },
                2 => message with { Format = (LogFormat)reader.Int },
                3 => message with { MaxBytes = reader.Number },
                4 => message with { MaxFiles = reader.Int },
                _ => message,
            };
        }

        return message;
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, Path);
        writer.Add(2, (long)Format);
        writer.Add(3, MaxBytes);
        writer.Add(4, MaxFiles);
    }
}
