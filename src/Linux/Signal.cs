namespace Gantry.Linux;

/// <summary>Signals by their kernel numbers.</summary>
/// <remarks>signal(7), asm-generic: the same on x86-64 and arm64. Real-time signals are <see cref="SIGRTMIN"/> + n.</remarks>
public enum Signal
{
    /// <summary>Sends nothing: only asks whether the process is there.</summary>
    None = 0,
    SIGHUP = 1,
    SIGINT = 2,
    SIGQUIT = 3,
    SIGILL = 4,
    SIGTRAP = 5,
    SIGABRT = 6,
    SIGBUS = 7,
    SIGFPE = 8,
    SIGKILL = 9,
    SIGUSR1 = 10,
    SIGSEGV = 11,
    SIGUSR2 = 12,
    SIGPIPE = 13,
    SIGALRM = 14,
    SIGTERM = 15,
    SIGSTKFLT = 16,
    SIGCHLD = 17,
    SIGCONT = 18,
    SIGSTOP = 19,
    SIGTSTP = 20,
    SIGTTIN = 21,
    SIGTTOU = 22,
    SIGURG = 23,
    SIGXCPU = 24,
    SIGXFSZ = 25,
    SIGVTALRM = 26,
    SIGPROF = 27,
    SIGWINCH = 28,
    SIGIO = 29,
    SIGPWR = 30,
    SIGSYS = 31,

    /// <summary>The first real-time signal as the C library numbers them: it keeps 32 and 33 for itself.</summary>
    SIGRTMIN = 34,
    SIGRTMAX = 64,
}
