using Gantry.ShimProtocol;

namespace Gantry.Runtime.Shim.Wire;

/// <summary>What a connection is for: it begins with requests, and may turn into streams.</summary>
internal interface IConnectionRole
{
    /// <summary>Deals with a frame, or with what is left of one.</summary>
    /// <param name="connection">Where it came from.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="body">Valid during the call.</param>
    /// <returns>How many bytes were taken. Fewer than all only after <see cref="Connection.Pause"/>: the rest comes again.</returns>
    /// <exception cref="InvalidDataException">It has no place here: the connection is closed.</exception>
    int Take(Connection connection, FrameKind kind, ReadOnlySpan<byte> body);

    /// <summary>The connection has room for more output again, or has sent all it had.</summary>
    void OutputDrained(Connection connection);

    /// <summary>The connection is gone.</summary>
    void Closed(Connection connection);
}
