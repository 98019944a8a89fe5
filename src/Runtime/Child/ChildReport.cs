using System.Buffers.Binary;
using System.Text;
using Gantry.Linux;
using Gantry.Linux.Processes;

namespace Gantry.Runtime.Child;

/// <summary>The first byte of each message that a child sends; one message is one packet.</summary>
internal enum ReportKind : byte
{
    /// <summary>The socket was closed: execve happened, or the child is dead.</summary>
    Closed = 0,

    /// <summary>A step failed; the child has ended.</summary>
    Failed = (byte)'F',

    /// <summary>A process that the child waited for failed: the number is its wait status. The child has ended.</summary>
    FailedProcess = (byte)'P',

    /// <summary>The child waits for one byte.</summary>
    Waiting = (byte)'W',

    /// <summary>The number of the process that goes on in the child's place follows as an int.</summary>
    Successor = (byte)'S',

    /// <summary>The number of a descriptor follows: a seccomp filter's listener, which the parent is to take.</summary>
    SeccompListener = (byte)'L',

    /// <summary>The number of a descriptor follows: the container's list of users, in which the parent is to look for the user's home.</summary>
    UserList = (byte)'U',
}

/// <summary>What a child told its parent.</summary>
internal readonly record struct ChildReport(ReportKind Kind, int Number, string Message)
{
    public const int MaxBytes = 16 * 1024;

    /// <summary>Reads one packet; an empty one is the end.</summary>
    public static ChildReport Parse(ReadOnlySpan<byte> packet)
    {
        const int header = 1 + sizeof(int);
        if (packet.Length < header)
        {
            return new ChildReport(packet.IsEmpty ? ReportKind.Closed : (ReportKind)packet[0], 0, "");
        }

        var number = BinaryPrimitives.ReadInt32LittleEndian(packet[1..]);
        var texts = Encoding.UTF8.GetString(packet[header..]).Split('\0');
        return (ReportKind)packet[0] == ReportKind.FailedProcess
            ? new ChildReport(ReportKind.Failed, number, $"{Sentence(texts, 0)}: {ExitStatus.FromWaitStatus(number)}")
            : new ChildReport((ReportKind)packet[0], number, Sentence(texts, number));
    }

    /// <summary>Context, call and subject, error: <c>error mounting "proc" to rootfs at "/proc": fsopen proc: no such device</c>.</summary>
    private static string Sentence(string[] texts, int errno)
    {
        if (texts is not [var what, var subject, var context])
        {
            return "";
        }

        var sentence = subject.Length == 0 ? what : $"{what} {subject}";
        sentence = context.Length == 0 ? sentence : $"{context}: {sentence}";
        return errno == 0 ? sentence : $"{sentence}: {ErrnoText.Of((Errno)errno)}";
    }
}
