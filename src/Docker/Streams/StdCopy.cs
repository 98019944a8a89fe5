using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Gantry.Docker.Streams;

/// <summary>Puts standard output and error on one connection: each piece after eight bytes that name its stream and length.</summary>
/// <remarks>Docker Engine API, "Stream format". With a terminal there is one stream, and no frame.</remarks>
internal sealed class StdCopy(PipeWriter output, bool isRaw)
{
    private const int HeaderSize = 8;
    private const byte Stdout = 1;
    private const byte Stderr = 2;

    /// <summary>The content type of a multiplexed stream, from version 1.42 on.</summary>
    public const string MultiplexedType = "application/vnd.docker.multiplexed-stream";

    public const string RawType = "application/vnd.docker.raw-stream";

    /// <summary>Adds a piece, and sends nothing yet.</summary>
    public void Add(bool isError, in ReadOnlySequence<byte> bytes)
    {
        AddHeader(isError, (int)bytes.Length);
        foreach (var segment in bytes)
        {
            output.Write(segment.Span);
        }
    }

    /// <summary>Adds a piece, and sends nothing yet.</summary>
    public void Add(bool isError, ReadOnlySpan<byte> bytes)
    {
        AddHeader(isError, bytes.Length);
        output.Write(bytes);
    }

    /// <summary>Sends what was added; false where the client has gone.</summary>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken) => !(await output.FlushAsync(cancellationToken)).IsCompleted;

    private void AddHeader(bool isError, int length)
    {
        if (isRaw)
        {
            return;
        }

        var header = output.GetSpan(HeaderSize)[..HeaderSize];
        header.Clear();
        header[0] = isError ? Stderr : Stdout;
        BinaryPrimitives.WriteInt32BigEndian(header[4..], length);
        output.Advance(HeaderSize);
    }
}
