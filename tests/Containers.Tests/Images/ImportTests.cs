using System.IO.Compression;
using System.Text.Json;
using Gantry.Containers.Tests.Archives;
using Gantry.Linux.Syscalls;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Tests.Images;

public sealed class ImportTests : IDisposable
{
    private readonly ImageTestRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_root_file_system_becomes_an_image_of_one_layer_that_runs()
    {
        await _root.Folder.Shell("mkdir -p in/bin; echo '#!/bin/sh' >in/bin/run; chmod 755 in/bin/run; tar -C in -cf in.tar .");
        await using var archive = File.OpenRead(_root.Folder.At("in.tar"));
        var image = await _root.Images.ImportAsync(
            archive,
            new()
            {
                Reference = ImageReference.Parse("box"),
                Message = "Imported from -",
                Config = new() { Cmd = ["run"] },
                Platform = new() { Os = "linux", Architecture = "arm64", Variant = "v8" },
            },
            CancellationToken.None);

        var snapshot = _root.Storage.Snapshots.Prepare("c", image.TopLayer);
        Directory.CreateDirectory(_root.Folder.At("mount"));
        await _root.Folder.Shell($"mount -t overlay overlay -o '{string.Join(',', snapshot.MountOptions)}' mount");
        try
        {
            Assert.Equal("755\n", await _root.Folder.Shell("stat -c %a mount/bin/run"));
        }
        finally
        {
            Kernel.DetachMount(_root.Folder.At("mount"));
        }

        Assert.Equal(("linux/arm64/v8", "Imported from -"), (image.Document.Platform.ToString(), image.Document.Comment));
        Assert.Equal(["run"], image.Document.Config?.Cmd);
        Assert.Equal(["box:latest"], image.References.Select(reference => reference.Familiar));
        Assert.Equal(10, image.Size);
        Assert.NotNull(image.LastTagged);
    }

    [Fact]
    public async Task The_id_is_the_digest_of_the_configuration_and_the_manifest_names_both_blobs()
    {
        var archive = new TestArchive().File("f", "content").ToStream().ToArray();
        var image = await _root.Import("box", new MemoryStream(archive));
        var manifest = JsonSerializer.Deserialize(_root.Storage.Content.ReadDocument(image.Manifest), ImageSpecJson.Plain.ImageManifest);
        Assert.Equal(image.Id, Digest.Of(_root.Storage.Content.ReadDocument(image.Id)));
        Assert.Equal(image.Id, manifest?.Config.Digest);
        Assert.Equal([(Digest.Of(archive), archive.Length, MediaTypes.Layer)], manifest?.Layers.Select(layer => (layer.Digest, (int)layer.Size, layer.MediaType)));
        Assert.Equal([Digest.Of(archive)], image.Document.RootFs.DiffIds);
    }

    [Theory]
    [InlineData(MediaTypes.LayerGzip)]
    [InlineData(MediaTypes.LayerZstd)]
    public async Task A_compressed_archive_is_kept_as_it_came_and_unpacked(string mediaType)
    {
        var plain = new TestArchive().File("f", "content").ToStream().ToArray();
        byte[] packed = [.. mediaType == MediaTypes.LayerGzip ? Gzip(plain) : new ZstdSharp.Compressor(3).Wrap(plain).ToArray()];
        var image = await _root.Import("box", new MemoryStream(packed));
        var manifest = JsonSerializer.Deserialize(_root.Storage.Content.ReadDocument(image.Manifest), ImageSpecJson.Plain.ImageManifest);
        Assert.Equal((Digest.Of(packed), mediaType), (manifest?.Layers[0].Digest, manifest?.Layers[0].MediaType));
        Assert.Equal([Digest.Of(plain)], image.Document.RootFs.DiffIds);
    }

    [Fact]
    public async Task The_store_is_an_OCI_layout_that_lists_each_tag()
    {
        var image = await _root.Import("box:1");
        _root.Images.Tag("box:1", ImageReference.Parse("registry.example:5000/box"));
        var nameless = await _root.Import(null, "other");
        Assert.Equal(
            ["", "docker.io/library/box:1", "registry.example:5000/box:latest"],
            _root.Index.Manifests.Select(manifest => manifest.Annotations?["io.containerd.image.name"] ?? "").Order());
        Assert.Equal(
            [image.Manifest, nameless.Manifest], _root.Index.Manifests.Select(manifest => manifest.Digest).Distinct().OrderBy(digest => digest != image.Manifest));
        Assert.All(_root.Index.Manifests, manifest => Assert.Equal(_root.Storage.Content.LengthOf(manifest.Digest), manifest.Size));
    }

    [Fact]
    public async Task A_name_goes_to_the_newer_image_and_the_older_stays_without()
    {
        var older = await _root.Import("box", "older");
        var newer = await _root.Import("box", "newer");
        Assert.Equal(newer.Id, _root.Images.Resolve("box").Id);
        Assert.Empty(_root.Images.Get(older.Id).References);
    }

    [Fact]
    public async Task Images_are_there_after_the_next_start()
    {
        var image = await _root.Import("box");
        _root.Reopen();
        var again = _root.Images.Resolve("box");
        Assert.Equal((image.Id, image.TopLayer, image.Size), (again.Id, again.TopLayer, again.Size));
    }

    [Fact]
    public async Task An_archive_without_entries_is_an_image_with_an_empty_layer() => Assert.Equal(0, (await _root.Import("empty", new MemoryStream())).Size);

    [Theory]
    [InlineData("this is no archive, but it is quite a long text, and so on")]
    [InlineData("\u001f")]
    public async Task What_is_no_archive_leaves_nothing_behind(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text.PadRight(3000));
        await Assert.ThrowsAsync<InvalidException>(() => _root.Import("box", new MemoryStream(bytes)));
        AssertEmpty();
    }

    [Fact]
    public async Task A_compressed_archive_that_is_cut_short_leaves_nothing_behind()
    {
        var packed = Gzip(new TestArchive().File("f", "content").ToStream().ToArray());
        await Assert.ThrowsAsync<InvalidException>(() => _root.Import("box", new MemoryStream(packed[..^6])));
        AssertEmpty();
    }

    [Fact]
    public async Task A_decompression_bomb_leaves_nothing_behind()
    {
        using var bomb = new MemoryStream();
        await using (var zstd = new ZstdSharp.CompressionStream(bomb, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            // A regular file of 1.5 GiB of zeros: some hundred kilobytes at most.
            var header = new TestArchive().File("bomb").Patch(block => "14000000000"u8.CopyTo(block.AsSpan(124))).ToArray();
            await zstd.WriteAsync(header);
            for (var i = 0; i < 1536; i++)
            {
                await zstd.WriteAsync(zeros);
            }
        }

        bomb.Position = 0;
        var fault = await Assert.ThrowsAsync<InvalidException>(() => _root.Import("box", bomb));
        Assert.Equal("the archive unpacks to more than 1100 times its compressed size", fault.Message);
        AssertEmpty();
    }

    [Fact]
    public async Task A_crash_between_blob_and_metadata_leaves_a_blob_that_is_swept()
    {
        var image = await _root.Import("box");
        using (var lost = _root.Storage.Content.Begin("lost"u8))
        {
            lost.Publish();
        }

        Assert.Equal(4, _root.Blobs.Count());
        _root.Reopen().Sweep(CancellationToken.None);
        Assert.Equal(3, _root.Blobs.Count());
        Assert.Contains(image.Id.Hex, _root.Blobs);
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private void AssertEmpty()
    {
        Assert.Empty(_root.Images.List());
        Assert.Empty(_root.Blobs);
        Assert.Empty(_root.Snapshots);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Folder.At("root/images/ingest")));
    }
}
