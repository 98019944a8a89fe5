using Gantry.Containers.Content;
using Gantry.Oci;

namespace Gantry.Containers.Tests.Content;

public sealed class ContentStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ContentStore _store;

    public ContentStoreTests() => _store = ContentStore.Open(_folder.At("images"));

    public void Dispose() => _folder.Dispose();

    private Digest Put(ReadOnlySpan<byte> content)
    {
        using var ingest = _store.Begin(content);
        ingest.Publish();
        return Digest.Of(content);
    }

    [Fact]
    public void A_published_blob_is_read_by_its_digest()
    {
        var digest = Put("content"u8);
        Assert.Equal("content"u8.ToArray(), _store.ReadDocument(digest));
        Assert.Equal(7, _store.LengthOf(digest));
        Assert.Equal([digest], _store.All());
    }

    [Fact]
    public void A_blob_lies_where_an_OCI_layout_has_it()
    {
        var digest = Put("content"u8);
        Assert.Equal("content", File.ReadAllText(_folder.At($"images/blobs/sha256/{digest.Hex}")));
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", File.ReadAllText(_folder.At("images/oci-layout")));
    }

    [Fact]
    public void A_blob_that_is_only_sealed_is_not_there_and_leaves_nothing()
    {
        using (var ingest = _store.Begin("content"u8))
        {
            Assert.Null(_store.LengthOf(Digest.Of("content"u8)));
        }

        Assert.Empty(_store.All());
        Assert.Empty(Directory.EnumerateFiles(_folder.At("images/ingest")));
    }

    [Fact]
    public void Bytes_that_are_not_what_was_expected_are_refused_with_both_digests()
    {
        using var ingest = _store.Begin();
        ingest.Write("content"u8);
        var expected = Digest.Of("other"u8);
        Assert.Equal(
            $"unexpected digest: got {Digest.Of("content"u8)}, expected {expected}",
            Assert.Throws<InvalidException>(() => ingest.Seal(expected)).Message);
        Assert.Throws<InvalidOperationException>(ingest.Publish);
    }

    [Fact]
    public void A_blob_that_is_not_there_is_named()
    {
        var missing = Digest.Of("missing"u8);
        Assert.Equal($"content digest {missing}: not found", Assert.Throws<NotFoundException>(() => _store.OpenRead(missing)).Message);
        _store.Remove(missing);
    }

    [Fact]
    public void The_next_start_removes_what_a_crash_left_half_written()
    {
        var kept = Put("kept"u8);
        var lost = _store.Begin();
        lost.Write("half"u8);
        var again = ContentStore.Open(_folder.At("images"));
        Assert.Empty(Directory.EnumerateFiles(_folder.At("images/ingest")));
        Assert.Equal([kept], again.All());
        lost.Dispose();
    }

    [Fact]
    public void A_document_has_at_most_eight_mebibytes()
    {
        var digest = Put(new byte[(8 << 20) + 1]);
        Assert.Contains("more than 8388608 bytes", Assert.Throws<InvalidException>(() => _store.ReadDocument(digest)).Message, StringComparison.Ordinal);
    }
}
