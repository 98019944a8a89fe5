using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Processes;

/// <summary>A program to start: what it is given, and nothing else of ours.</summary>
/// <remarks>
/// posix_spawn(3): the only way for a process with a garbage collector to start another, since no managed code runs between clone and execve.
/// The child begins with no signal blocked and every disposition at its default.
/// </remarks>
public sealed record Spawn
{
    /// <summary>A path; PATH is not searched.</summary>
    public required string Path { get; init; }

    /// <summary>The whole argument vector, the program's own name first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment, <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>What is open in the child, by the number it has there. 0, 1 and 2 are /dev/null where they are not named; the rest is closed.</summary>
    public IReadOnlyDictionary<int, FileDescriptor> Descriptors { get; init; } = new Dictionary<int, FileDescriptor>();

    /// <summary>Null keeps ours.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>An open directory, in place of <see cref="WorkingDirectory"/>.</summary>
    public FileDescriptor? WorkingDirectoryHandle { get; init; }

    /// <summary>Makes the child the leader of a session of its own, without a controlling terminal.</summary>
    public bool NewSession { get; init; }

    /// <summary>Starts the program.</summary>
    /// <returns>The child's pid, which the caller must reap.</returns>
    /// <exception cref="LinuxException">Of execve(2), or of what came before it, with the program's path.</exception>
    public int Start() => PosixSpawn.Start(this);

    /// <summary>Starts the program where nothing in this process waits for any child: the pid cannot be reaped before its handle is open.</summary>
    public ChildProcess StartChild()
    {
        var pid = Start();
        return new ChildProcess(pid, Kernel.PidfdOpen(pid));
    }
}
