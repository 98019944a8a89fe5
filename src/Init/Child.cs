using System.Runtime.InteropServices;

namespace Gantry.Init;

/// <summary>Starts the command in a process group of its own, in the terminal's foreground where there is one.</summary>
internal static unsafe partial class Child
{
    // posix_spawnattr_t has 336 bytes and posix_spawn_file_actions_t 80 in glibc, into which this program is linked.
    private const int OpaqueSize = 512;
    private const short SetProcessGroup = 0x02;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;

    /// <returns>The child's pid, or the negated errno.</returns>
    public static int Start(CommandLine command)
    {
        var attributes = stackalloc byte[OpaqueSize];
        var none = default(SignalSet);
        var all = default(SignalSet);
        MemoryMarshal.AsBytes(new Span<SignalSet>(ref all)).Fill(0xff);
        _ = InitializeAttributes(attributes);
        _ = SetMask(attributes, &none);
        _ = SetDefaults(attributes, &all);
        _ = SetFlags(attributes, SetProcessGroup | SetSignalDefaults | SetSignalMask);

        var actions = stackalloc byte[OpaqueSize];
        _ = InitializeActions(actions);
        if (GetForeground(0) >= 0)
        {
            _ = AddForeground(actions, 0);
        }

        int pid;
        var errno = SpawnInPath(&pid, *command.Words, actions, attributes, command.Words, command.Environment);
        return errno == 0 ? pid : -errno;
    }

    // Fails where the standard input is not this session's controlling terminal.
    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int GetForeground(int terminal);

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    private static partial int SpawnInPath(int* pid, byte* file, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, SignalSet* set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(byte* attributes, SignalSet* set);

    // The group is 0, the child's own, unless posix_spawnattr_setpgroup says otherwise.
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addtcsetpgrp_np")]
    private static partial int AddForeground(byte* actions, int terminal);
}
