namespace Gantry.ShimProtocol;

/// <summary>What a frame's body is.</summary>
/// <remarks>Values are on the wire and never change their meaning.</remarks>
public enum FrameKind : byte
{
    Hello = 1,

    // Requests to the shim. Each is answered by one frame: the reply named, or Failed.

    /// <summary><see cref="Messages.CreateContainer"/>, answered by <see cref="Started"/>.</summary>
    Create = 2,

    /// <summary>Runs the created container's program; answered by <see cref="Done"/>.</summary>
    Start = 3,

    /// <summary><see cref="Messages.SendSignal"/>, answered by <see cref="Done"/>.</summary>
    Signal = 4,

    /// <summary><see cref="Messages.ResizeTerminal"/>, answered by <see cref="Done"/>.</summary>
    Resize = 5,

    /// <summary><see cref="Messages.AttachStreams"/>, answered by <see cref="Done"/>; from then on the connection carries streams.</summary>
    Attach = 6,

    /// <summary><see cref="Messages.ExecProcess"/>, answered by <see cref="Started"/>; if it attaches, the connection carries streams from then on.</summary>
    Exec = 7,

    /// <summary>Answered by <see cref="Status"/>.</summary>
    GetStatus = 8,

    /// <summary>Answered by <see cref="Done"/>, then by one <see cref="Exited"/> for each process that has ended or will.</summary>
    Subscribe = 9,

    Pause = 10,
    Resume = 11,

    /// <summary>The body is a runtime-spec <c>LinuxResources</c> document; answered by <see cref="Done"/>.</summary>
    Update = 12,

    /// <summary>Kills what still runs, deletes the container from the runtime, and ends the shim; answered by <see cref="Done"/>.</summary>
    Delete = 13,

    /// <summary>Closes the log file and opens its path again, after somebody has renamed it; answered by <see cref="Done"/>.</summary>
    ReopenLog = 14,

    // Replies.
    Done = 32,
    Failed = 33,
    Started = 34,
    Status = 35,
    Exited = 36,

    // Streams, in either direction, on a connection that Attach or Exec has turned into one. The body is the bytes.
    Stdin = 64,

    /// <summary>The client has no more input. Its output goes on.</summary>
    StdinEnd = 65,

    Stdout = 66,
    Stderr = 67,

    /// <summary>All output has been sent; the body is the process's <see cref="Messages.ProcessExit"/>.</summary>
    StreamEnd = 68,
}
