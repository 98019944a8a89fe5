using System.Runtime.InteropServices;

namespace Gantry.Linux.Processes;

/// <summary>posix_spawn(3) as glibc 2.34 and later have it.</summary>
internal static partial class PosixSpawn
{
    // posix_spawnattr_t is 336 bytes and posix_spawn_file_actions_t 80 in glibc on 64-bit machines.
    private const int OpaqueSize = 512;
    private const int SignalSetSize = 128;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    public static unsafe int Start(Spawn spawn)
    {
        using var arguments = new NativeStringArray(spawn.Arguments);
        using var environment = new NativeStringArray(spawn.Environment);
        using var path = new NativeString(spawn.Path);
        var attributes = stackalloc byte[OpaqueSize];
        SetAttributes(attributes, spawn.NewSession);
        using var actions = new SpawnFileActions(spawn);
        int pid;
        var error = (Errno)Spawn(&pid, path.Pointer, actions.Pointer, attributes, arguments.Pointer, environment.Pointer);
        AttributesDestroy(attributes);
        return error == Errno.None ? pid : throw new LinuxException("posix_spawn", error, spawn.Path);
    }

    private static unsafe void SetAttributes(byte* attributes, bool newSession)
    {
        var none = stackalloc byte[SignalSetSize];
        var all = stackalloc byte[SignalSetSize];
        new Span<byte>(none, SignalSetSize).Clear();
        new Span<byte>(all, SignalSetSize).Fill(0xff);
        AttributesInit(attributes);
        AttributesSetSignalMask(attributes, none);
        AttributesSetSignalDefaults(attributes, all);
        AttributesSetFlags(attributes, (short)(SetSignalMask | SetSignalDefaults | (newSession ? SetSession : 0)));
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static unsafe partial int Spawn(int* pid, nint path, nint actions, byte* attributes, nint arguments, nint environment);

    // glibc: these fail only on flags that do not exist.
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial void AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial void AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial void AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static unsafe partial void AttributesSetSignalMask(byte* attributes, byte* set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static unsafe partial void AttributesSetSignalDefaults(byte* attributes, byte* set);
}
