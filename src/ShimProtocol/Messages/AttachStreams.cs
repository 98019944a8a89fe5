namespace Gantry.ShimProtocol.Messages;

/// <summary>Joins the streams of the container's own process, from now on. May come before the container is created: then nothing is missed.</summary>
public sealed record AttachStreams : IMessage
{
    public bool Stdin { get; init; }
    public bool Stdout { get; init; }
    public bool Stderr { get; init; }

    /// <summary>
    /// How long this client may take nothing while the process and other clients wait for it, before it is given up; 0 is without end. A shim that is not
    /// told has <see cref="DefaultPatienceMilliseconds"/>.
    /// </summary>
    public long PatienceMilliseconds { get; init; } = DefaultPatienceMilliseconds;

    public const long DefaultPatienceMilliseconds = 60_000;

    public static AttachStreams Read(ReadOnlySpan<byte> bytes)
    {
        var message = new AttachStreams();
        var reader = new MessageReader(bytes);
        while (reader.Next())
        {
            message = reader.Field switch
            {
                1 => message with { Stdin = reader.Flag },
                2 => message with { Stdout = reader.Flag },
                3 => message with { Stderr = reader.Flag },
                4 => message with { PatienceMilliseconds = reader.Number - 1 },
                _ => message,
            };
        }

        return message;
    }

    public void Write(MessageWriter writer)
    {
        writer.Add(1, Stdin);
        writer.Add(2, Stdout);
        writer.Add(3, Stderr);

        // One more, for a field that is 0 is left out.
        writer.Add(4, PatienceMilliseconds + 1);
    }
}
