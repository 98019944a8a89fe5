using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Child;

internal sealed unsafe partial class ChildProgram
{
    /// <summary>Tells the parent that this point is reached.</summary>
    public void TellParent(int channel) =>
        Call(SyscallNumber.Write, "write to the runtime"u8, 0, channel, Memory.Bytes([(byte)ReportKind.Waiting]), 1);

    /// <summary>Tells the parent that this point is reached, and waits for its one byte.</summary>
    public void WaitForParent(int channel)
    {
        TellParent(channel);
        AwaitByte(channel);
    }

    /// <summary>Waits for one byte of the parent; its death is a failure.</summary>
    public void AwaitByte(int channel)
    {
        var count = NewSlot(0);
        var received = NewLabel();
        Call(SyscallNumber.Read, "read from the runtime"u8, 0, channel, (nint)Memory.Take(1), 1).Into(count);
        JumpIf(count, 1, received);
        Fail(Errno.None, "the runtime has gone");
        Mark(received);
    }

    /// <summary>Waits for a text of the parent, which is put where there is zeroed room for it and for its end.</summary>
    public void AwaitText(int channel, nint room, int bytes)
    {
        var count = NewSlot(0);
        var gone = NewLabel();
        var received = NewLabel();
        Call(SyscallNumber.Read, "read from the runtime"u8, 0, channel, room, bytes - 1).Into(count);
        JumpIf(count, 0, gone);
        Jump(received);
        Mark(gone);
        Fail(Errno.None, "the runtime has gone");
        Mark(received);
    }

    /// <summary>Sends the content of a slot: a descriptor, or the number of a process.</summary>
    public void SendNumber(int channel, ReportKind kind, Slot number)
    {
        var parts = (nint*)Memory.Take(4 * sizeof(nint));
        parts[0] = Memory.Bytes([(byte)kind]);
        parts[1] = 1;
        parts[2] = number.Address;
        parts[3] = sizeof(int);
        Call(SyscallNumber.WriteV, "write to the runtime"u8, 0, channel, (nint)parts, 2);
    }

    /// <summary>Sends one descriptor by SCM_RIGHTS over a connected unix socket, with a text.</summary>
    /// <remarks>unix(7); the slot lies inside the control message, so the descriptor must be opened into the slot that this returns.</remarks>
    public Slot NewDescriptorMessage(string text, out nint message)
    {
        const int controlHeaderBytes = 16;
        const int socketLevel = 1;
        const int rights = 1;
        var control = (byte*)Memory.Take(24);
        *(nint*)control = controlHeaderBytes + sizeof(int);
        ((int*)control)[2] = socketLevel;
        ((int*)control)[3] = rights;

        var vector = (nint*)Memory.Take(2 * sizeof(nint));
        vector[0] = Memory.Text(text);
        vector[1] = System.Text.Encoding.UTF8.GetByteCount(text);

        // struct msghdr: name, name length, vectors, vector count, control, control length, flags.
        var header = (nint*)Memory.Take(7 * sizeof(nint));
        header[2] = (nint)vector;
        header[3] = 1;
        header[4] = (nint)control;
        header[5] = 24;
        message = (nint)header;
        return new Slot((nint)(control + controlHeaderBytes));
    }

    public Step SendMessage(Argument socket, nint message, ReadOnlySpan<byte> what) => Call(SyscallNumber.SendMsg, what, 0, socket, message, 0);
}
