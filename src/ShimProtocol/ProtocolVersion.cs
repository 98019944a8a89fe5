namespace Gantry.ShimProtocol;

/// <summary>The version that each side names in its <see cref="Messages.Hello"/>.</summary>
/// <remarks>
/// A shim lives as long as its container, so a newer daemon speaks to older shims: a field that a side does not know is skipped, a request that a
/// shim does not know is answered with <see cref="Messages.Failed"/>, and the connection goes on. The number rises when a daemon must know what it may ask for.
/// </remarks>
public static class ProtocolVersion
{
    public const int Current = 1;
}
