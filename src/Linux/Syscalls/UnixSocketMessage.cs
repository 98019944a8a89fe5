using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>What one recvmsg(2) brought. No byte and no descriptor is the end of a stream.</summary>
public readonly record struct ReceivedMessage(int ByteCount, IReadOnlyList<FileDescriptor> Descriptors);

public static partial class Kernel
{
    /// <summary>The most descriptors the kernel lets into one message (SCM_MAX_FD).</summary>
    public const int MaxDescriptorsPerMessage = 253;

    private const int SocketLevel = 1;
    private const int ScmRights = 1;
    private const int MessageNoSignal = 0x4000;
    private const int MessageCloseOnExec = 0x40000000;
    private const int MessageControlTruncated = 0x8;

    /// <summary>Sends bytes, and with them descriptors, to the other end of a connected socket.</summary>
    /// <returns>How many bytes went; on a stream it may be fewer, and the descriptors went with the first.</returns>
    /// <exception cref="LinuxException">
    /// EPIPE: the other end is closed (no SIGPIPE is raised). EAGAIN on a socket that does not block.
    /// </exception>
    /// <remarks>sendmsg(2), SCM_RIGHTS in unix(7)</remarks>
    public static unsafe int SendDescriptors(FileDescriptor socket, ReadOnlySpan<byte> bytes, params ReadOnlySpan<FileDescriptor> descriptors)
    {
        if (descriptors.Length > MaxDescriptorsPerMessage)
        {
            throw new ArgumentOutOfRangeException(nameof(descriptors), descriptors.Length, "more descriptors than one message can carry");
        }

        var control = stackalloc long[ControlWords(descriptors.Length)];
        var header = (ControlHeader*)control;
        header->Length = sizeof(ControlHeader) + (descriptors.Length * sizeof(int));
        header->Level = SocketLevel;
        header->Type = ScmRights;
        for (var i = 0; i < descriptors.Length; i++)
        {
            ((int*)(header + 1))[i] = descriptors[i].Number;
        }

        fixed (byte* start = bytes)
        {
            var vector = new IoVector { Start = start, Length = bytes.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1 };
            if (descriptors.Length > 0)
            {
                message.Control = control;
                message.ControlLength = ControlWords(descriptors.Length) * sizeof(long);
            }

            return (int)Check(Retry(&SendMessageCall, socket, &message, MessageNoSignal), "sendmsg");
        }
    }

    /// <summary>Sends all of <paramref name="bytes"/> over a blocking socket.</summary>
    public static void SendAll(FileDescriptor socket, ReadOnlySpan<byte> bytes, params ReadOnlySpan<FileDescriptor> descriptors)
    {
        var sent = SendDescriptors(socket, bytes, descriptors);
        while (sent < bytes.Length)
        {
            sent += SendDescriptors(socket, bytes[sent..]);
        }
    }

    /// <summary>
    /// Receives bytes and up to <paramref name="maxDescriptors"/> descriptors, which are close-on-exec and the caller's to dispose.
    /// </summary>
    /// <exception cref="LinuxException">
    /// EAGAIN on a socket that does not block. EMSGSIZE: more descriptors came than were allowed; all of them are closed again.
    /// </exception>
    /// <remarks>recvmsg(2)</remarks>
    public static unsafe ReceivedMessage ReceiveDescriptors(FileDescriptor socket, Span<byte> buffer, int maxDescriptors = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDescriptors, MaxDescriptorsPerMessage);
        var control = stackalloc long[ControlWords(maxDescriptors)];
        fixed (byte* start = buffer)
        {
            var vector = new IoVector { Start = start, Length = buffer.Length };
            var message = new MessageHeader
            {
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = ControlWords(maxDescriptors) * sizeof(long),
            };
            var count = (int)Check(Retry(&ReceiveMessageCall, socket, &message, MessageCloseOnExec), "recvmsg");
            var descriptors = Descriptors(message);
            if ((message.Flags & MessageControlTruncated) != 0 || descriptors.Length > maxDescriptors)
            {
                Array.ForEach(descriptors, descriptor => descriptor.Dispose());
                throw new LinuxException("recvmsg", Errno.EMSGSIZE, $"more than {maxDescriptors} descriptors");
            }

            return new ReceivedMessage(count, descriptors);
        }
    }

    // The kernel pads a control message to a word, so one more descriptor than asked for can arrive.
    private static unsafe FileDescriptor[] Descriptors(MessageHeader message)
    {
        var header = (ControlHeader*)message.Control;
        if (message.ControlLength < sizeof(ControlHeader) || header->Level != SocketLevel || header->Type != ScmRights)
        {
            return [];
        }

        var descriptors = new FileDescriptor[((int)header->Length - sizeof(ControlHeader)) / sizeof(int)];
        for (var i = 0; i < descriptors.Length; i++)
        {
            descriptors[i] = new FileDescriptor(((int*)(header + 1))[i]);
        }

        return descriptors;
    }

    private static unsafe int ControlWords(int descriptors) =>
        (sizeof(ControlHeader) + (descriptors * sizeof(int)) + sizeof(long) - 1) / sizeof(long);

    private static unsafe long Retry(
        delegate*<int, MessageHeader*, int, long> call, FileDescriptor socket, MessageHeader* message, int flags)
    {
        long result;
        do
        {
            result = call(socket.Number, message, flags);
        }
        while (result < 0 && LastErrno == Errno.EINTR);
        return result;
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial long SendMessageCall(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial long ReceiveMessageCall(int socket, MessageHeader* message, int flags);

    private unsafe struct IoVector
    {
        public byte* Start;
        public nint Length;
    }

    private unsafe struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nint VectorCount;
        public void* Control;
        public nint ControlLength;
        public int Flags;
    }

    private struct ControlHeader
    {
        public nint Length;
        public int Level;
        public int Type;
    }
}
