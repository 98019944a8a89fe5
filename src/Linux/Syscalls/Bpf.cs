using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Gantry.Linux.Bpf;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int BpfNameLength = 16;
    private const uint DeviceProgramType = 15;
    private const uint DeviceAttachType = 6;
    private const uint AllowMulti = 2;
    private const uint Replace = 4;

    // How many programs may be attached to one group (BPF_CGROUP_MAX_PROGS).
    private const int MaxDevicePrograms = 64;

    private enum BpfCommand
    {
        ProgramLoad = 5,
        ProgramAttach = 8,
        ProgramDetach = 9,
        ProgramById = 13,
        ObjectInformation = 15,
        ProgramQuery = 16,
    }

    /// <summary>Loads a program that decides about each use of a device: it returns 1 to allow and 0 to deny. Its name has at most 15 letters, digits, underscores and points.</summary>
    /// <exception cref="LinuxException">EACCES or EINVAL: the kernel's verifier refuses it. EPERM: needs CAP_BPF, or CAP_SYS_ADMIN.</exception>
    /// <remarks>bpf(2), BPF_PROG_TYPE_CGROUP_DEVICE, Linux 4.15</remarks>
    public static unsafe FileDescriptor LoadDeviceProgram(ReadOnlySpan<BpfInstruction> program, string name)
    {
        fixed (BpfInstruction* instructions = program)
        fixed (byte* license = "Apache-2.0\0"u8)
        {
            var load = new ProgramLoad
            {
                Type = DeviceProgramType,
                Count = (uint)program.Length,
                Instructions = (ulong)instructions,
                License = (ulong)license,
            };
            Encoding.ASCII.GetBytes(name, ((Span<byte>)load.Name)[..(BpfNameLength - 1)]);
            return Open(BpfCall(BpfCommand.ProgramLoad, &load, sizeof(ProgramLoad)), "bpf", "BPF_PROG_LOAD");
        }
    }

    /// <summary>Attaches a device program to a group beside those that are there, or, in one step, in the place of one of them.</summary>
    /// <remarks>bpf(2), BPF_PROG_ATTACH with BPF_F_ALLOW_MULTI; BPF_F_REPLACE, Linux 5.6</remarks>
    public static unsafe void AttachDeviceProgram(FileDescriptor cgroup, FileDescriptor program, FileDescriptor? replaced = null)
    {
        var attach = new ProgramAttach
        {
            Target = (uint)cgroup.Number,
            Program = (uint)program.Number,
            Type = DeviceAttachType,
            Flags = AllowMulti | (replaced is null ? 0 : Replace),
            Replaced = (uint)(replaced?.Number ?? 0),
        };
        Check(BpfCall(BpfCommand.ProgramAttach, &attach, sizeof(ProgramAttach)), "bpf", "BPF_PROG_ATTACH");
    }

    public static unsafe void DetachDeviceProgram(FileDescriptor cgroup, FileDescriptor program)
    {
        var detach = new ProgramAttach { Target = (uint)cgroup.Number, Program = (uint)program.Number, Type = DeviceAttachType };
        Check(BpfCall(BpfCommand.ProgramDetach, &detach, sizeof(ProgramAttach)), "bpf", "BPF_PROG_DETACH");
    }

    /// <summary>The identifiers of the device programs attached to this very group.</summary>
    public static unsafe uint[] QueryDevicePrograms(FileDescriptor cgroup)
    {
        var ids = new uint[MaxDevicePrograms];
        fixed (uint* start = ids)
        {
            var query = new ProgramQuery
            {
                Target = (uint)cgroup.Number,
                Type = DeviceAttachType,
                Identifiers = (ulong)start,
                Count = (uint)ids.Length,
            };
            Check(BpfCall(BpfCommand.ProgramQuery, &query, sizeof(ProgramQuery)), "bpf", "BPF_PROG_QUERY");
            return ids[..(int)query.Count];
        }
    }

    /// <summary>Null where the program has gone meanwhile.</summary>
    public static unsafe FileDescriptor? TryOpenProgram(uint identifier)
    {
        var open = new ProgramById { Identifier = identifier };
        var result = BpfCall(BpfCommand.ProgramById, &open, sizeof(ProgramById));
        return result < 0 && LastErrno == Errno.ENOENT ? null : Open(result, "bpf", "BPF_PROG_GET_FD_BY_ID");
    }

    /// <summary>The name given when the program was loaded.</summary>
    public static unsafe string ProgramName(FileDescriptor program)
    {
        var information = default(ProgramInformation);
        var request = new ObjectInformation
        {
            Descriptor = (uint)program.Number,
            Length = (uint)sizeof(ProgramInformation),
            Information = (ulong)(&information),
        };
        Check(BpfCall(BpfCommand.ObjectInformation, &request, sizeof(ObjectInformation)), "bpf", "BPF_OBJ_GET_INFO_BY_FD");
        ReadOnlySpan<byte> name = information.Name;
        return Encoding.ASCII.GetString(name.IndexOf((byte)0) is var end and >= 0 ? name[..end] : name);
    }

    // The kernel takes an older, shorter union bpf_attr, and zeroes what is missing.
    private static unsafe long BpfCall(BpfCommand command, void* attributes, int size) =>
        Invoke(SyscallNumber.Bpf, (nint)command, (nint)attributes, size);

    [InlineArray(BpfNameLength)]
    private struct BpfName
    {
        private byte _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ProgramLoad
    {
        public uint Type;
        public uint Count;
        public ulong Instructions;
        public ulong License;
        public uint LogLevel;
        public uint LogSize;
        public ulong LogBuffer;
        public uint KernelVersion;
        public uint Flags;
        public BpfName Name;
    }

    private struct ProgramAttach
    {
        public uint Target;
        public uint Program;
        public uint Type;
        public uint Flags;
        public uint Replaced;
    }

    private struct ProgramQuery
    {
        public uint Target;
        public uint Type;
        public uint QueryFlags;
        public uint AttachFlags;
        public ulong Identifiers;
        public uint Count;
    }

    private struct ProgramById
    {
        public uint Identifier;
        public uint NextIdentifier;
        public uint OpenFlags;
    }

    private struct ObjectInformation
    {
        public uint Descriptor;
        public uint Length;
        public ulong Information;
    }

    // struct bpf_prog_info up to its name, which stands at byte 64.
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private struct ProgramInformation
    {
        [FieldOffset(64)]
        public BpfName Name;
    }
}
