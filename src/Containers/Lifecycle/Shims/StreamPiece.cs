using System.Buffers;

namespace Gantry.Containers.Lifecycle.Shims;

/// <summary>Some output of a process.</summary>
/// <param name="IsError">From standard error; with a terminal everything is standard output.</param>
/// <param name="Bytes">In the connection's buffer: valid until the next piece is read.</param>
public readonly record struct StreamPiece(bool IsError, ReadOnlySequence<byte> Bytes);
