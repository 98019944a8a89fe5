using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Tests.Processes;

public sealed class SpawnTests
{
    [Fact]
    public void A_program_gets_its_arguments_one_by_one() =>
        Assert.Equal("one|two words||", Output(Shell("printf '%s|' \"$@\"", "one", "two words", "")));

    [Fact]
    public void A_program_gets_its_environment_and_nothing_of_ours() =>
        Assert.Equal("NAME=value\n", Output(new Spawn { Path = "/usr/bin/env", Arguments = ["env"], Environment = ["NAME=value"] }));

    [Fact]
    public void Descriptors_may_trade_their_numbers()
    {
        using var first = Kernel.Pipe();
        using var second = Kernel.Pipe();
        // Each target is the number of the other's source: a naive chain of dup2 would lose one.
        var spawn = Shell($"echo one >/dev/fd/{first.Write.Number}; echo two >/dev/fd/{second.Write.Number}") with
        {
            Descriptors = new Dictionary<int, FileDescriptor>
            {
                [first.Write.Number] = second.Write,
                [second.Write.Number] = first.Write,
            },
        };
        Run(spawn);
        Assert.Equal("two\n", ReadToEnd(first));
        Assert.Equal("one\n", ReadToEnd(second));
    }

    [Fact]
    public void A_descriptor_that_is_not_named_is_closed_though_it_would_survive_execve()
    {
        using var pipe = Kernel.Pipe();
        using var inheritable = new FileDescriptor(Duplicate(pipe.Read.Number));
        // 3 is the directory that the shell itself reads.
        Assert.Equal("0 1 2 3 ", Output("cd /proc/self/fd && printf '%s ' *"));
    }

    [Fact]
    public void Standard_streams_that_are_not_named_are_dev_null() =>
        Assert.Equal("/dev/null /dev/null\n", Output("echo $(readlink /proc/$$/fd/0) $(readlink /proc/$$/fd/2)"));

    [Fact]
    public void The_working_directory_is_a_path_or_an_open_directory()
    {
        using var directory = Kernel.Open("/usr/lib", OpenFlags.PathOnly | Kernel.DirectoryOnly);
        Assert.Equal("/etc\n", Output(Shell("/bin/pwd -P") with { WorkingDirectory = "/etc" }));
        Assert.Equal("/usr/lib\n", Output(Shell("/bin/pwd -P") with { WorkingDirectoryHandle = directory }));
    }

    [Fact]
    public void A_new_session_is_led_by_the_child()
    {
        var fields = Output(Shell("cut -d' ' -f1,6 /proc/$$/stat") with { NewSession = true }).Split(' ', '\n');
        Assert.Equal(fields[0], fields[1]);
    }

    [Fact]
    public void No_signal_is_blocked_or_ignored_in_the_child() =>
        // .NET ignores SIGPIPE, and that would survive execve. No shell here: it blocks signals while it forks.
        Assert.Equal(
            "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n",
            Output(new Spawn { Path = "/bin/grep", Arguments = ["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"] }));

    [Fact]
    public void A_missing_program_is_named_with_its_error()
    {
        var error = Assert.Throws<LinuxException>(() => (Shell("true") with { Path = "/does/not/exist" }).Start());
        Assert.Equal(Errno.ENOENT, error.Errno);
        Assert.Equal("posix_spawn /does/not/exist: no such file or directory", error.Message);
    }

    [Fact]
    public void A_zero_byte_in_an_argument_is_refused() =>
        Assert.Throws<ArgumentException>(() => Shell("true\0false").Start());

    private static Spawn Shell(string script, params string[] arguments) =>
        new() { Path = "/bin/sh", Arguments = ["sh", "-c", script, "sh", .. arguments] };

    private static void Run(Spawn spawn)
    {
        using var child = spawn.StartChild();
        Assert.Equal(new ExitStatus(0, Signal.None), child.Wait());
    }

    private static string Output(string script) => Output(Shell(script));

    private static string Output(Spawn spawn)
    {
        using var pipe = Kernel.Pipe();
        Run(spawn with { Descriptors = new Dictionary<int, FileDescriptor> { [1] = pipe.Write } });
        return ReadToEnd(pipe);
    }

    private static string ReadToEnd(PipeEnds pipe)
    {
        pipe.Write.Dispose();
        using var handle = new SafeFileHandle(pipe.Read.Number, ownsHandle: false);
        using var reader = new StreamReader(new FileStream(handle, FileAccess.Read));
        return reader.ReadToEnd();
    }

    // dup(2): the copy is not close-on-exec.
    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(int descriptor);
}
