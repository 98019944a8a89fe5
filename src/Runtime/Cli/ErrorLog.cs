using System.Text.Json;
using Gantry.Linux.Syscalls;
using Gantry.Linux;

namespace Gantry.Runtime.Cli;

/// <summary>Where warnings and the reason of a failure go: to the file that the caller named, and to standard error; a warning there only where no file was named.</summary>
/// <remarks>The JSON form is what containerd, podman and our shim read: <c>{"level":"error","msg":"…","time":"…"}</c>.</remarks>
internal sealed class ErrorLog
{
    private const uint Mode = 0x1A4; // 0644

    private readonly string? _path;
    private readonly bool _isJson;

    public ErrorLog(Options global)
    {
        _path = global.Value("log");
        _isJson = global.Value("log-format") == "json";
    }

    public void Warn(string message)
    {
        if (string.IsNullOrEmpty(_path))
        {
            Output.Error($"warning: {message}");
            return;
        }

        Write("warning", message);
    }

    public void Error(string message)
    {
        Write("error", message);
        Output.Error(message);
    }

    private void Write(string level, string message)
    {
        if (string.IsNullOrEmpty(_path))
        {
            return;
        }

        try
        {
            using var file = Kernel.Open(_path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append, Mode);
            Kernel.TryWrite(file, Line(level, message), out _);
        }
        catch (LinuxException)
        {
            // The failure itself is told on standard error; that it could not be logged must not hide it.
        }
    }

    private byte[] Line(string level, string message)
    {
        var time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'");
        return System.Text.Encoding.UTF8.GetBytes(_isJson
            ? $"{{\"level\":\"{level}\",\"msg\":\"{JsonEncodedText.Encode(message)}\",\"time\":\"{time}\"}}\n"
            : $"time=\"{time}\" level={level} msg=\"{JsonEncodedText.Encode(message)}\"\n");
    }
}
