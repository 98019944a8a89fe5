using Gantry.Linux;
using Gantry.Runtime.Shim.Streams;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim;

/// <summary>A further program in the container.</summary>
internal sealed class Exec(string id, ProcessStreams streams)
{
    public string Id { get; } = id;

    public ProcessStreams Streams { get; } = streams;

    /// <summary>Null before it exists, or where it was reaped before it could be opened.</summary>
    public FileDescriptor? Process { get; set; }

    /// <summary>Null while it runs.</summary>
    public ProcessExit? Exit { get; set; }
}
