using System.Runtime.InteropServices;

namespace Gantry.Linux.Seccomp;

/// <summary>
/// The C library that turns rules into BPF. It is loaded by the first call, and programs that find a compiled filter never make one.
/// </summary>
/// <remarks>seccomp.h, version 2.5. Calls answer with a negative errno.</remarks>
internal static unsafe partial class LibSeccomp
{
    private const string Library = "libseccomp.so.2";

    [LibraryImport(Library, EntryPoint = "seccomp_init")]
    internal static partial nint Init(uint defaultAction);

    [LibraryImport(Library, EntryPoint = "seccomp_release")]
    internal static partial void Release(nint context);

    [LibraryImport(Library, EntryPoint = "seccomp_arch_resolve_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint ResolveArchitecture(string name);

    [LibraryImport(Library, EntryPoint = "seccomp_arch_add")]
    internal static partial int AddArchitecture(nint context, uint architecture);

    [LibraryImport(Library, EntryPoint = "seccomp_attr_set")]
    internal static partial int SetAttribute(nint context, int attribute, uint value);

    [LibraryImport(Library, EntryPoint = "seccomp_syscall_resolve_name_arch", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ResolveSyscall(uint architecture, string name);

    [LibraryImport(Library, EntryPoint = "seccomp_rule_add_array")]
    internal static partial int AddRule(nint context, uint action, int syscall, uint count, SeccompComparison* comparisons);

    [LibraryImport(Library, EntryPoint = "seccomp_export_bpf")]
    internal static partial int ExportBpf(nint context, int descriptor);
}
