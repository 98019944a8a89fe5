namespace Gantry.Containers.Lifecycle;

/// <summary>What the failure of a container's program to start means to its user.</summary>
internal static class StartFailure
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;
    private const int Other = 128;

    private static readonly string[] SignsOfNotFound = ["executable file not found", "no such file or directory", "system cannot find the file specified"];
    private static readonly string[] SignsOfNotExecutable = ["permission denied", "is a directory", "exec format error"];

    /// <summary>The exit code that shells and container engines give, by the sentence of the runtime.</summary>
    public static int ExitCodeOf(string message) =>
        SignsOfNotFound.Any(message.Contains) ? NotFound
        : SignsOfNotExecutable.Any(message.Contains) ? NotExecutable
        : Other;

    /// <summary>The runtime's words in the frame that clients know; the user's own fault where the program cannot be run.</summary>
    public static Exception Describe(Exception failure)
    {
        var message = $"failed to create task for container: failed to create shim task: OCI runtime create failed: {failure.Message}: unknown";
        return ExitCodeOf(failure.Message) == Other ? new IOException(message, failure) : new InvalidException(message, failure);
    }
}
