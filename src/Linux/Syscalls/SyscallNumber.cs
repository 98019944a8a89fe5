using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>Numbers of the system calls made by number: those without a C library wrapper, and those of a container's first program.</summary>
/// <remarks>asm/unistd_64.h for x86-64, asm-generic/unistd.h for arm64. From 424 on they are the same everywhere.</remarks>
public static class SyscallNumber
{
    public const int OpenTree = 428;
    public const int MoveMount = 429;
    public const int FsOpen = 430;
    public const int FsConfig = 431;
    public const int FsMount = 432;
    public const int FsPick = 433;
    public const int PidfdOpen = 434;
    public const int Clone3 = 435;
    public const int CloseRange = 436;
    public const int OpenAt2 = 437;
    public const int PidfdGetFd = 438;
    public const int MountSetAttr = 442;

    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static int PidfdSendSignal => 424;
    public static int Bpf => Arm ? 280 : 321;
    public static int Seccomp => Arm ? 277 : 317;
}
