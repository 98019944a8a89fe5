using System.Runtime.InteropServices;
using Gantry.Linux.Syscalls;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Seccomp;

/// <summary>A filter under construction. It starts with the machine's own architecture and no rule.</summary>
/// <exception cref="DllNotFoundException">libseccomp.so.2 is not installed: thrown by the first use.</exception>
/// <remarks>seccomp_init(3). Nothing here touches the calling process: the result is BPF for somebody to load.</remarks>
public sealed class SeccompFilter : SafeHandle
{
    /// <summary>Stands for the machine's own architecture (SCMP_ARCH_NATIVE).</summary>
    public const uint NativeArchitecture = 0;

    private const int OptimizeAttribute = 8;
    private const int BinaryTree = 2;
    private const int UnknownName = -1;

    public SeccompFilter(SeccompAction defaultAction)
        : base(0, ownsHandle: true)
    {
        var context = LibSeccomp.Init(defaultAction.Value);
        SetHandle(context != 0 ? context : throw new LinuxException("seccomp_init", Errno.EINVAL, $"action 0x{defaultAction.Value:x8}"));
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// The number of a system call, negative where only other architectures have it; null where this libseccomp does not know the name.
    /// </summary>
    public static int? FindSyscall(string name, uint architecture = NativeArchitecture) =>
        LibSeccomp.ResolveSyscall(architecture, name) is var number && number == UnknownName ? null : number;

    /// <summary>
    /// The token of an architecture by libseccomp's lower-case name, such as <c>x86_64</c>; null where it does not know it.
    /// </summary>
    public static uint? FindArchitecture(string name) => LibSeccomp.ResolveArchitecture(name) is var token and not 0 ? token : null;

    /// <summary>Adds an architecture; one that is there already stays.</summary>
    /// <exception cref="LinuxException">EDOM: its byte order is not the machine's.</exception>
    public void AddArchitecture(uint token, string name)
    {
        var errno = -LibSeccomp.AddArchitecture(handle, token);
        if (errno is not (0 or (int)Errno.EEXIST))
        {
            throw new LinuxException("seccomp_arch_add", (Errno)errno, name);
        }
    }

    /// <summary>Adds a rule; a call must meet every comparison, and no two may look at one argument. The name is for the error.</summary>
    /// <exception cref="LinuxException">
    /// EACCES: the action is the default one. EINVAL: two comparisons of one argument. EOPNOTSUPP: the kernel lacks the action.
    /// </exception>
    public unsafe void AddRule(SeccompAction action, int syscall, string name, ReadOnlySpan<SeccompComparison> comparisons)
    {
        fixed (SeccompComparison* first = comparisons)
        {
            var errno = -LibSeccomp.AddRule(handle, action.Value, syscall, (uint)comparisons.Length, first);
            if (errno != 0)
            {
                throw new LinuxException("seccomp_rule_add", (Errno)errno, name);
            }
        }
    }

    /// <summary>Has the program look a call's number up in a binary tree; older libraries, which cannot, go on with a chain.</summary>
    public void UseBinaryTree() => _ = LibSeccomp.SetAttribute(handle, OptimizeAttribute, BinaryTree);

    /// <summary>The program, as an array of <see cref="BpfInstruction"/> in memory.</summary>
    public byte[] ExportProgram()
    {
        using var memory = Kernel.MemoryFile("seccomp");
        var errno = -LibSeccomp.ExportBpf(handle, memory.Number);
        if (errno != 0)
        {
            throw new LinuxException("seccomp_export_bpf", (Errno)errno);
        }

        using var file = new SafeFileHandle(memory.Number, ownsHandle: false);
        var program = new byte[RandomAccess.GetLength(file)];
        return RandomAccess.Read(file, program, 0) == program.Length
            ? program
            : throw new LinuxException("read", Errno.EIO, "seccomp program");
    }

    protected override bool ReleaseHandle()
    {
        LibSeccomp.Release(handle);
        return true;
    }
}
