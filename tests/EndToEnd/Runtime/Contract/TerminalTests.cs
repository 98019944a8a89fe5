using Gantry.Harness.Runtimes;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Microsoft.Win32.SafeHandles;

namespace Gantry.EndToEnd.Runtime.Contract;

public sealed class TerminalTests
{
    [Fact]
    public async Task The_console_socket_receives_the_terminal()
    {
        await using var container = await WithTerminal("tty; echo size $(stty size); read line; echo got $line");
        using var terminal = await Begin(container);
        using var reader = new StreamReader(terminal);
        Assert.Equal("/dev/pts/0", await reader.ReadLineAsync());
        Assert.Equal("size 24 80", await reader.ReadLineAsync());
        await terminal.WriteAsync("typed\n"u8.ToArray());
        Assert.Equal("typed", await reader.ReadLineAsync());
        Assert.Equal("got typed", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task The_terminal_controls_the_programs_session()
    {
        await using var container = await WithTerminal("trap 'echo interrupted; exit' INT; echo ready; while :; do sleep 0.05; done");
        using var terminal = await Begin(container);
        using var reader = new StreamReader(terminal);
        Assert.Equal("ready", await reader.ReadLineAsync());
        await terminal.WriteAsync(new byte[] { 3 });
        Assert.Equal("^Cinterrupted", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task The_console_is_the_terminal_and_belongs_to_the_user()
    {
        await using var container = await WithTerminal("stat -c %t:%T /dev/console; stat -c %u /dev/pts/0; test -w /dev/tty && echo writable");
        container.Bundle.With("""{ "process": { "user": { "uid": 1000, "gid": 1000 } } }""");
        using var terminal = await Begin(container);
        using var reader = new StreamReader(terminal);
        Assert.Equal("88:0", await reader.ReadLineAsync());
        Assert.Equal("1000", await reader.ReadLineAsync());
        Assert.Equal("writable", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task An_executed_program_gets_a_terminal_of_its_own()
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        using var listener = Listen(container);
        var command = container.Command("exec", "--tty", "--detach", "--console-socket", container.Root["tty.sock"], TestContainer.Id, "sh", "-c", "tty; sleep 60").Run();
        using var terminal = await Receive(listener);
        (await command).Succeeded();
        using var reader = new StreamReader(terminal);
        Assert.Equal("/dev/pts/0", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task A_terminal_without_a_socket_is_refused_where_the_runtime_will_not_stay()
    {
        await using var container = await WithTerminal("true");
        var created = await container.Create();
        Assert.Equal(1, created.ExitCode);
        Assert.Contains("cannot allocate tty if runc will detach without setting console socket".Replace("runc ", "", StringComparison.Ordinal),
            created.Stderr.Replace("runc ", "", StringComparison.Ordinal).Replace("gantry-runtime ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_without_a_terminal_is_refused()
    {
        await using var container = await TestContainer.Of("true");
        using var listener = Listen(container);
        var created = await container.Create("--console-socket", container.Root["tty.sock"]);
        Assert.Equal(1, created.ExitCode);
        Assert.Contains("console socket", created.Stderr, StringComparison.Ordinal);
    }

    private static async Task<TestContainer> WithTerminal(string script)
    {
        var container = await TestContainer.Shell(script);
        container.Bundle.With("""{ "process": { "terminal": true, "consoleSize": { "height": 24, "width": 80 } } }""");
        return container;
    }

    private static async Task<FileStream> Begin(TestContainer container)
    {
        using var listener = Listen(container);
        var begun = container.Begin("--console-socket", container.Root["tty.sock"]);
        var terminal = await Receive(listener);
        await begun;
        return terminal;
    }

    private static FileDescriptor Listen(TestContainer container)
    {
        var listener = Kernel.UnixSocket();
        Kernel.BindUnix(listener, container.Root["tty.sock"]);
        Kernel.Listen(listener);
        return listener;
    }

    private static async Task<FileStream> Receive(FileDescriptor listener)
    {
        Assert.Equal(1, await Task.Run(() => Kernel.Poll([new PollEntry(listener, PollEvents.Readable)], 20_000)));
        using var connection = Kernel.Accept(listener);
        var message = Kernel.ReceiveDescriptors(connection, new byte[4096], maxDescriptors: 1);
        return new FileStream(new SafeFileHandle(Assert.Single(message.Descriptors).Release(), ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
    }
}
