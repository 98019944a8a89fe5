using System.Buffers.Binary;
using System.Text;
using Gantry.Linux;

namespace Gantry.Runtime.Child;

/// <summary>The first byte of each message that a child sends; one message is one packet.</summary>
internal enum ReportKind : byte
{
    /// <summary>The socket was closed: execve happened, or the child is dead.</summary>
    Closed = 0,

    /// <summary>A step failed; the child has ended.</summary>
    Failed = (byte)'F',

    /// <summary>The child waits for one byte.</summary>
    Waiting = (byte)'W',

    /// <summary>The number of a descriptor in the child, or of a process, follows as an int.</summary>
    Number = (byte)'N',
}

/// <summary>What a child told its parent.</summary>
internal readonly record struct ChildReport(ReportKind Kind, int Number, string What, string? Subject)
{
    public const int MaxBytes = 8192;

    public static ChildReport Parse(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
        {
            return default;
        }

        var kind = (ReportKind)message[0];
        if (message.Length < 5)
        {
            return new ChildReport(kind, 0, "", null);
        }

        var number = BinaryPrimitives.ReadInt32LittleEndian(message[1..]);
        var text = message[5..];
        var end = text.IndexOf((byte)0);
        return end < 0
            ? new ChildReport(kind, number, "", null)
            : new ChildReport(kind, number, Encoding.UTF8.GetString(text[..end]), end + 1 < text.Length ? Encoding.UTF8.GetString(text[(end + 1)..]) : null);
    }

    /// <summary>The failure as an exception that names the step, the error and the path.</summary>
    public LinuxException ToException() => new(What, (Errno)Number, Subject);
}
