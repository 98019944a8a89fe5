using System.Text;
using System.Text.Json;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Processes;

/// <summary>What a run of the OCI runtime says about itself: its <c>--log</c>, and what it writes to standard error. Both in memory.</summary>
internal sealed class RuntimeLog : IDisposable
{
    private const int MaxBytes = 64 * 1024;

    private readonly FileDescriptor _log = Kernel.MemoryFile("runtime-log");

    /// <summary>For the runtime's own standard error, where the container does not get that.</summary>
    public FileDescriptor StandardError { get; } = Kernel.MemoryFile("runtime-stderr");

    /// <summary>The log as a path that the runtime can open.</summary>
    public string Path => ProcPath(_log);

    /// <summary>A path by which our children can open a descriptor of ours.</summary>
    public static string ProcPath(FileDescriptor descriptor) => $"/proc/{Environment.ProcessId}/fd/{descriptor.Number}";

    /// <summary>The last error that was logged; else the last line of standard error; else null.</summary>
    /// <param name="errorPipe">Read in place of <see cref="StandardError"/> where the runtime had the container's own; must not block.</param>
    public string? LastError(FileDescriptor? errorPipe)
    {
        string? last = null;
        foreach (var line in Text(_log).Split('\n'))
        {
            last = MessageOf(line) ?? last;
        }

        return last ?? LastLine(errorPipe is null ? Text(StandardError) : Waiting(errorPipe));
    }

    public void Dispose()
    {
        _log.Dispose();
        StandardError.Dispose();
    }

    private static string? LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : null;

    private static string Waiting(FileDescriptor pipe)
    {
        var bytes = new byte[MaxBytes];
        return Encoding.UTF8.GetString(bytes, 0, Math.Max(Kernel.TryRead(pipe, bytes, out _), 0));
    }

    private static string Text(FileDescriptor file)
    {
        var bytes = new byte[Math.Min(Kernel.SeekToEnd(file), MaxBytes)];
        var count = Kernel.TryReadAt(file, bytes, Kernel.SeekToEnd(file) - bytes.Length, out _);
        return Encoding.UTF8.GetString(bytes, 0, Math.Max(count, 0));
    }

    private static string? MessageOf(string line)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(line));
            return line.Length == 0 ? null : MessageOf(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? MessageOf(ref Utf8JsonReader reader)
    {
        string? message = null;
        var isError = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isLevel = reader.ValueTextEquals("level"u8);
            var isMessage = reader.ValueTextEquals("msg"u8);
            reader.Read();
            message = isMessage ? reader.GetString() : message;
            isError |= isLevel && (reader.ValueTextEquals("error"u8) || reader.ValueTextEquals("fatal"u8));
            reader.Skip();
        }

        return isError ? message : null;
    }
}
