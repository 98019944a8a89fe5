using System.Text;
using Gantry.Containers.Archives;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Tests.Archives;

/// <summary>An archive put together entry by entry, the kind that no honest tool would make included.</summary>
public sealed class TestArchive
{
    private readonly List<byte> _bytes = [];

    public static TarEntry Entry(string name, TarEntryType type) =>
        new() { Name = UnixPath.Of(name), Type = type, Mode = 0b110_100_100, Modified = new(1_700_000_000, 0) };

    public TestArchive Directory(string name) => Add(Entry(name, TarEntryType.Directory) with { Mode = 0b111_101_101 });

    public TestArchive File(string name, string content = "") => Add(Entry(name, TarEntryType.RegularFile), content);

    public TestArchive HardLink(string name, string target) =>
        Add(Entry(name, TarEntryType.HardLink) with { LinkTarget = UnixPath.Of(target) });

    public TestArchive SymbolicLink(string name, string target) =>
        Add(Entry(name, TarEntryType.SymbolicLink) with { LinkTarget = UnixPath.Of(target) });

    public TestArchive Device(string name, uint major, uint minor) =>
        Add(Entry(name, TarEntryType.CharacterDevice) with { Device = new(major, minor) });

    public TestArchive Add(TarEntry entry, string content = "")
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        using var written = new MemoryStream();
        var writing = new TarWriter(written).WriteAsync(entry with { Size = bytes.Length }, new MemoryStream(bytes), CancellationToken.None);
        Assert.True(writing.IsCompletedSuccessfully);
        return Raw(written.ToArray());
    }

    /// <summary>Changes the header written last, and makes its checksum right again.</summary>
    public TestArchive Patch(Action<byte[]> change)
    {
        var header = _bytes[^512..].ToArray();
        change(header);
        Encoding.ASCII.GetBytes("        ").CopyTo(header, 148);
        Encoding.ASCII.GetBytes($"{Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0')}\0 ").CopyTo(header, 148);
        _bytes.RemoveRange(_bytes.Count - 512, 512);
        return Raw(header);
    }

    public TestArchive Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public MemoryStream ToStream() => new([.. _bytes, .. new byte[1024]]);

    /// <summary>Without the end's mark.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>Unpacks the archive below a folder.</summary>
    public async Task<ExtractionSummary> ExtractTo(string folder, ExtractionOptions? options = null)
    {
        using var stream = ToStream();
        return await Extract(stream, folder, options);
    }

    public static async Task<ExtractionSummary> Extract(Stream archive, string folder, ExtractionOptions? options = null)
    {
        System.IO.Directory.CreateDirectory(folder);
        using var root = Kernel.Open(folder, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        using var extractor = new TreeExtractor(root, options ?? new() { AllowDevices = true });
        return await extractor.ExtractAsync(new TarReader(archive), CancellationToken.None);
    }
}
