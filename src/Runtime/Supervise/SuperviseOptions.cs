using System.Globalization;
using Gantry.Runtime.Cli;

namespace Gantry.Runtime.Supervise;

/// <summary>What a supervisor is told.</summary>
internal sealed record SuperviseOptions
{
    /// <summary>Held as long as the supervisor lives, and with its pid in it.</summary>
    public required string LockFile { get; init; }

    /// <summary>The path of the socket on which the daemon says that it is ready.</summary>
    public required string NotifySocket { get; init; }

    /// <summary>What the daemon and the supervisor tell goes here; null leaves it to the standard error that we were given.</summary>
    public string? Log { get; init; }

    /// <summary>The sockets to bind, by the names the daemon knows them by, in order.</summary>
    public required IReadOnlyList<ListenAddress> Listen { get; init; }

    /// <summary>Whose members may use the unix sockets; null is our own group.</summary>
    public uint? Group { get; init; }

    /// <summary>The daemon: a path and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <exception cref="UsageException">Something is missing.</exception>
    public static SuperviseOptions Of(Options given) => new()
    {
        LockFile = given.Value("lock") ?? throw new UsageException("--lock FILE is missing"),
        NotifySocket = given.Value("notify") ?? throw new UsageException("--notify FILE is missing"),
        Log = given.Value("log"),
        Group = given.Value("group") is { } group ? ParseGroup(group) : null,
        Listen = [.. given.Values("listen").Select(ListenAddress.Parse)],
        Command = given.Rest is [_, ..] command ? command : throw new UsageException("-- PROGRAM ARGUMENT… is missing"),
    };

    private static uint ParseGroup(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var group) ? group : throw new UsageException($"--group {text}: a number is expected");
}
