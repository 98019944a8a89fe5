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
    public static int Read => Arm ? 63 : 0;
    public static int Write => Arm ? 64 : 1;
    public static int WriteV => Arm ? 66 : 20;
    public static int Close => Arm ? 57 : 3;
    public static int Dup3 => Arm ? 24 : 292;
    public static int OpenAt => Arm ? 56 : 257;
    public static int FAccessAt2 => 439;
    public static int MkdirAt => Arm ? 34 : 258;
    public static int MknodAt => Arm ? 33 : 259;
    public static int SymlinkAt => Arm ? 36 : 266;
    public static int FChmodAt => Arm ? 53 : 268;
    public static int FChownAt => Arm ? 54 : 260;
    public static int Socket => Arm ? 198 : 41;
    public static int Ioctl => Arm ? 29 : 16;
    public static int Mount => Arm ? 40 : 165;
    public static int Umount2 => Arm ? 39 : 166;
    public static int PivotRoot => Arm ? 41 : 155;
    public static int Chroot => Arm ? 51 : 161;
    public static int Chdir => Arm ? 49 : 80;
    public static int FChdir => Arm ? 50 : 81;
    public static int GetCwd => Arm ? 17 : 79;
    public static int Umask => Arm ? 166 : 95;
    public static int SetSid => Arm ? 157 : 112;
    public static int SetNs => Arm ? 268 : 308;
    public static int Unshare => Arm ? 97 : 272;
    public static int SetHostname => Arm ? 161 : 170;
    public static int SetDomainname => Arm ? 162 : 171;
    public static int Prctl => Arm ? 167 : 157;
    public static int Keyctl => Arm ? 219 : 250;
    public static int SetGroups => Arm ? 159 : 116;
    public static int SetResUid => Arm ? 147 : 117;
    public static int SetResGid => Arm ? 149 : 119;
    public static int CapSet => Arm ? 91 : 126;
    public static int Personality => Arm ? 92 : 135;
    public static int RtSigAction => Arm ? 134 : 13;
    public static int RtSigProcMask => Arm ? 135 : 14;
    public static int SetITimer => Arm ? 103 : 38;
    public static int Accept4 => Arm ? 242 : 288;
    public static int SendMsg => Arm ? 211 : 46;
    public static int SignalFd4 => Arm ? 74 : 289;
    public static int Wait4 => Arm ? 260 : 61;
    public static int ExecVe => Arm ? 221 : 59;
    public static int PrLimit64 => Arm ? 261 : 302;
    public static int SchedSetAttr => Arm ? 274 : 314;
    public static int IoPrioSet => Arm ? 30 : 251;
    public static int ExitGroup => Arm ? 94 : 231;
}
