namespace Gantry.Containers.Archives;

/// <summary>Writes a tar archive as a stream: ustar, with PAX headers for what ustar cannot say.</summary>
public sealed class TarWriter(Stream destination)
{
    /// <summary>Writes an entry; <paramref name="content"/> has exactly <see cref="TarEntry.Size"/> bytes, null for none.</summary>
    /// <exception cref="InvalidException">The content is shorter than the entry says, as when the file shrank meanwhile.</exception>
    public async Task WriteAsync(TarEntry entry, Stream? content, CancellationToken cancellationToken)
    {
        var header = TarHeaderBlock.Of(entry, out var records);
        if (records.All.Count > 0)
        {
            var extension = records.Write();
            await destination.WriteAsync(TarHeaderBlock.OfRecords(extension.Length), cancellationToken);
            await destination.WriteAsync(extension, cancellationToken);
            await PadAsync(extension.Length, cancellationToken);
        }

        await destination.WriteAsync(header, cancellationToken);
        if (entry.Size > 0)
        {
            await CopyAsync(entry, content ?? Stream.Null, cancellationToken);
            await PadAsync(entry.Size, cancellationToken);
        }
    }

    /// <summary>Marks the end of the archive. The stream stays open.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken) =>
        await destination.WriteAsync(new byte[2 * TarHeader.BlockBytes], cancellationToken);

    // A file that grew meanwhile is cut at the size that the header promised.
    private async Task CopyAsync(TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 * 1024];
        for (var left = entry.Size; left > 0;)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            if (read == 0)
            {
                throw new InvalidException($"{entry.Name}: the file became shorter while it was read");
            }

            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    private async Task PadAsync(long size, CancellationToken cancellationToken)
    {
        var padding = (int)(-size & (TarHeader.BlockBytes - 1));
        await destination.WriteAsync(new byte[padding], cancellationToken);
    }
}
