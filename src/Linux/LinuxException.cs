namespace Gantry.Linux;

/// <summary>A system call failed: which call, with which error, on which path or object.</summary>
public sealed class LinuxException : IOException
{
    public LinuxException(string call, Errno errno, string? path = null, string? detail = null)
        : base(Describe(call, errno, path) + (detail is null ? "" : $" ({detail})"))
    {
        Call = call;
        Errno = errno;
        Path = path;
    }

    /// <summary>The name of the call in its manual page, such as <c>openat2</c>.</summary>
    public string Call { get; }

    public Errno Errno { get; }

    /// <summary>The path or object the call was about; null where it was about none.</summary>
    public string? Path { get; }

    private static string Describe(string call, Errno errno, string? path) =>
        path is null ? $"{call}: {ErrnoText.Of(errno)}" : $"{call} {path}: {ErrnoText.Of(errno)}";
}
