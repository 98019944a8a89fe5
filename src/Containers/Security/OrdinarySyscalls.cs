namespace Gantry.Containers.Security;

/// <summary>System calls that every container may make, in the order of what they are about.</summary>
/// <remarks>
/// Names of 32-bit variants (<c>chown32</c>, <c>futex_time64</c>) are those of the smaller architectures that x86-64 and arm64 machines
/// run too. io_uring is not among them: its operations pass by any filter.
/// </remarks>
internal static class OrdinarySyscalls
{
    private const string Descriptors =
        "close close_range copy_file_range dup dup2 dup3 eventfd eventfd2 fcntl fcntl64 flock ioctl pipe pipe2 sendfile "
        + "sendfile64 splice tee vmsplice";

    private const string ReadingAndWriting =
        "fadvise64 fadvise64_64 fallocate fdatasync fsync ftruncate ftruncate64 _llseek lseek pread64 preadv preadv2 pwrite64 "
        + "pwritev pwritev2 read readahead readv sync sync_file_range syncfs truncate truncate64 write writev cachestat";

    private const string Paths =
        "access chdir creat faccessat faccessat2 fchdir getcwd getdents getdents64 link linkat mkdir mkdirat mknod mknodat "
        + "name_to_handle_at open openat openat2 readlink readlinkat rename renameat renameat2 rmdir symlink symlinkat umask "
        + "unlink unlinkat";

    private const string FileAttributes =
        "chmod chown chown32 fchmod fchmodat fchmodat2 fchown fchown32 fchownat fstat fstat64 fstatat64 fstatfs fstatfs64 "
        + "futimesat lchown lchown32 lstat lstat64 newfstatat stat stat64 statfs statfs64 statx utime utimensat utimensat_time64 "
        + "utimes fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr listxattrat llistxattr "
        + "lremovexattr lsetxattr removexattr removexattrat setxattr setxattrat listmount statmount";

    private const string Watching =
        "fanotify_mark inotify_add_watch inotify_init inotify_init1 inotify_rm_watch epoll_create epoll_create1 epoll_ctl "
        + "epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old _newselect poll ppoll ppoll_time64 pselect6 "
        + "pselect6_time64 select";

    private const string AsynchronousInput = "io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit";

    private const string Memory =
        "brk madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap mmap2 mprotect "
        + "mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect process_mrelease remap_file_pages";

    private const string Processes =
        "execve execveat exit exit_group fork getpgid getpgrp getpid getppid getsid gettid pidfd_open prctl rseq setpgid setsid "
        + "set_tid_address get_thread_area set_thread_area times uretprobe vfork wait4 waitid waitpid";

    private const string Locks = "futex futex_requeue futex_time64 futex_wait futex_waitv futex_wake get_robust_list set_robust_list";

    private const string Identities =
        "capget capset getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getresgid getresgid32 "
        + "getresuid getresuid32 getuid getuid32 setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups setgroups32 "
        + "setregid setregid32 setresgid setresgid32 setresuid setresuid32 setreuid setreuid32 setuid setuid32";

    private const string Confinement = "landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp";

    private const string Signals =
        "kill pause pidfd_send_signal restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn "
        + "rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaltstack signalfd signalfd4 sigprocmask "
        + "sigreturn tgkill tkill";

    private const string Scheduling =
        "getcpu getpriority ioprio_get ioprio_set sched_getaffinity sched_getattr sched_getparam sched_get_priority_max "
        + "sched_get_priority_min sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity "
        + "sched_setattr sched_setparam sched_setscheduler sched_yield setpriority";

    private const string Limits = "getrlimit getrusage prlimit64 setrlimit ugetrlimit";

    // Setting the clock still takes CAP_SYS_TIME: adjtimex reads it too.
    private const string Time =
        "adjtimex alarm clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64 "
        + "clock_nanosleep clock_nanosleep_time64 getitimer gettimeofday nanosleep setitimer time timer_create timer_delete "
        + "timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime "
        + "timerfd_gettime64 timerfd_settime timerfd_settime64";

    private const string Sockets =
        "accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmmsg recvmmsg_time64 recvmsg "
        + "send sendmmsg sendmsg sendto setsockopt shutdown socketcall socketpair";

    private const string Messages =
        "ipc mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64 mq_unlink "
        + "msgctl msgget msgrcv msgsnd semctl semget semop semtimedop semtimedop_time64 shmat shmctl shmdt shmget";

    private const string System = "getrandom sysinfo uname";

    public static IReadOnlyList<string> Names { get; } = string.Join(
        ' ',
        Descriptors,
        ReadingAndWriting,
        Paths,
        FileAttributes,
        Watching,
        AsynchronousInput,
        Memory,
        Processes,
        Locks,
        Identities,
        Confinement,
        Signals,
        Scheduling,
        Limits,
        Time,
        Sockets,
        Messages,
        System).Split(' ');
}
