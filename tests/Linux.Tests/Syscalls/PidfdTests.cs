using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Syscalls;

public sealed class PidfdTests
{
    [Fact]
    public void A_signal_reaches_the_process_behind_the_handle()
    {
        using var child = Sleep();
        Assert.True(child.TrySignal(Signal.SIGTERM));
        Assert.Equal(Signal.SIGTERM, child.Wait().Signal);
    }

    [Fact]
    public void A_reaped_process_is_not_there()
    {
        using var child = Sleep();
        child.TrySignal(Signal.SIGKILL);
        child.Wait();
        Assert.False(child.TrySignal(Signal.None));
        Assert.Null(Kernel.TryPidfdOpen(child.Pid));
        Assert.Equal(Errno.ESRCH, Assert.Throws<LinuxException>(() => Kernel.PidfdOpen(child.Pid)).Errno);
    }

    [Fact]
    public void A_handle_becomes_readable_when_its_process_ends()
    {
        using var child = Sleep();
        Span<PollEntry> entries = [new PollEntry(child.Pidfd, PollEvents.Readable)];
        Assert.Equal(0, Kernel.Poll(entries, 0));
        child.TrySignal(Signal.SIGKILL);
        Assert.Equal(1, Kernel.Poll(entries));
        Assert.Equal(PollEvents.Readable, entries[0].Happened);
        child.Wait();
    }

    [Fact]
    public void A_descriptor_is_copied_out_of_another_process()
    {
        using var pipe = Kernel.Pipe();
        using var child = (SleepProgram with { Descriptors = new Dictionary<int, FileDescriptor> { [7] = pipe.Write } }).StartChild();
        using var copy = Kernel.PidfdGetFd(child.Pidfd, 7);
        Assert.Equal(Target(pipe.Write), Target(copy));
        Assert.Equal(Errno.EBADF, Assert.Throws<LinuxException>(() => Kernel.PidfdGetFd(child.Pidfd, 8)).Errno);
        child.TrySignal(Signal.SIGKILL);
        child.Wait();
    }

    [Fact]
    public void Poll_tells_which_end_of_a_pipe_is_ready_and_when_it_is_hung_up()
    {
        using var pipe = Kernel.Pipe(OpenFlags.NonBlocking);
        Span<PollEntry> entries = [new PollEntry(pipe.Read, PollEvents.Readable), new PollEntry(pipe.Write, PollEvents.Writable)];
        Assert.Equal(1, Kernel.Poll(entries));
        Assert.Equal((PollEvents.None, PollEvents.Writable), (entries[0].Happened, entries[1].Happened));
        entries[1].Ignore();
        pipe.Write.Dispose();
        Assert.Equal(1, Kernel.Poll(entries));
        Assert.Equal(PollEvents.HangUp, entries[0].Happened);
    }

    private static Spawn SleepProgram { get; } = new() { Path = "/bin/sleep", Arguments = ["sleep", "60"] };

    private static ChildProcess Sleep() => SleepProgram.StartChild();

    private static string? Target(FileDescriptor descriptor) => File.ResolveLinkTarget(descriptor.ProcPath, returnFinalTarget: false)?.Name;
}
