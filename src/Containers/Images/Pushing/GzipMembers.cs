using System.IO.Compression;
using System.Threading.Channels;

namespace Gantry.Containers.Images.Pushing;

/// <summary>Compresses a stream as a row of gzip members, on all processors at a time. The same bytes always come to the same.</summary>
/// <remarks>RFC 1952 section 2.2: a file is any number of members, which decompress to one stream.</remarks>
internal static class GzipMembers
{
    private const int MemberBytes = 1024 * 1024;

    // Of a Debian root: level 2 makes 59.7 MB at 123 MB per processor and second; 6, the usual one, 56.6 MB at 73.
    private static readonly ZLibCompressionOptions Level = new() { CompressionLevel = 2 };

    public static async Task CompressAsync(Stream source, Action<ReadOnlyMemory<byte>> write, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var members = Channel.CreateBounded<Task<ReadOnlyMemory<byte>>>(Environment.ProcessorCount + 1);
        var reading = ReadAsync(source, members.Writer, stop.Token);
        try
        {
            await foreach (var member in members.Reader.ReadAllAsync(cancellationToken))
            {
                write(await member);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(reading);
        }

        await reading;
    }

    private static async Task ReadAsync(Stream source, ChannelWriter<Task<ReadOnlyMemory<byte>>> members, CancellationToken cancellationToken)
    {
        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                var block = new byte[MemberBytes];
                var length = await source.ReadAtLeastAsync(block, MemberBytes, throwOnEndOfStream: false, cancellationToken);
                if (length == 0 && !isFirst)
                {
                    break;
                }

                await members.WriteAsync(Task.Run(() => Compress(block.AsSpan(0, length)), cancellationToken), cancellationToken);
            }

            members.Complete();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            members.Complete(e);
            throw;
        }
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> block)
    {
        var member = new MemoryStream(MemberBytes / 2);
        using (var gzip = new GZipStream(member, Level, leaveOpen: true))
        {
            gzip.Write(block);
        }

        return member.GetBuffer().AsMemory(0, (int)member.Length);
    }
}
