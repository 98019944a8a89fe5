namespace Gantry.Docker.Http;

/// <summary>How a request says where its body ends.</summary>
/// <param name="IsChunked">The body says so itself.</param>
/// <param name="Bytes">Its length where it is not chunked.</param>
internal readonly record struct BodyLength(bool IsChunked, long Bytes)
{
    public static BodyLength Chunked => new(IsChunked: true, 0);

    public static BodyLength Of(long bytes) => new(IsChunked: false, bytes);
}
