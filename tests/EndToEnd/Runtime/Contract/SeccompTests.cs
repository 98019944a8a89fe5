using System.Text;
using System.Text.Json.Nodes;
using Gantry.Harness.Runtimes;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec config-linux.md "Seccomp".</summary>
public sealed class SeccompTests
{
    [Fact]
    public async Task A_refused_call_fails_with_EPERM_or_the_errno_that_is_named()
    {
        await using var container = await TestContainer.Shell("mkdir /a 2>&1; ln -s x /b 2>&1; touch /c && echo touched");
        container.Bundle.With("""
            { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                { "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO" },
                { "names": ["symlink", "symlinkat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 12 }] } } }
            """);
        const string expected = "mkdir: can't create directory '/a': Operation not permitted\nln: /b: Cannot allocate memory\ntouched\n";
        Assert.Equal(expected, (await container.Run()).Stdout);
    }

    [Theory]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    [InlineData("SCMP_ACT_KILL")]
    public async Task A_deadly_call_ends_the_program_by_SIGSYS(string action)
    {
        await using var container = await TestContainer.Shell("mkdir /a; echo $?");
        container.Bundle.With($$"""
            { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir", "mkdirat"], "action": "{{action}}" }] } } }
            """);
        // The shell runs mkdir in itself or in a child: either way nothing comes after it but 159.
        var run = await container.Run();
        Assert.True(run.ExitCode == 159 || run.Stdout.EndsWith("159\n", StringComparison.Ordinal), run.ToString());
        Assert.False(Directory.Exists(Path.Combine(container.Bundle.Rootfs, "a")));
    }

    [Fact]
    public async Task Only_arguments_that_match_are_refused()
    {
        await using var container = await TestContainer.Shell("touch /x; chmod 4755 /x 2>&1; chmod 755 /x && echo changed");
        container.Bundle.With("""
            { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                { "names": ["chmod"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 1, "value": 2048, "valueTwo": 2048, "op": "SCMP_CMP_MASKED_EQ" }] },
                { "names": ["fchmodat"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 2, "value": 2048, "valueTwo": 2048, "op": "SCMP_CMP_MASKED_EQ" }] }] } } }
            """);
        Assert.Equal("chmod: /x: Operation not permitted\nchanged\n", (await container.Run()).Stdout);
    }

    [Fact]
    public async Task A_filter_binds_what_is_executed_later_too()
    {
        await using var container = await TestContainer.Of("sleep", "60");
        container.Bundle.With("""
            { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO" }] } } }
            """);
        await container.Begin();
        Assert.Contains("Operation not permitted", (await container.Exec("mkdir", "/a")).Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_filter_is_loaded_with_and_without_no_new_privileges(string noNewPrivileges)
    {
        await using var container = await TestContainer.Of("grep", "^Seccomp:", "/proc/self/status");
        container.Bundle.With($$"""{ "process": { "noNewPrivileges": {{noNewPrivileges}}, "user": { "uid": 1000, "gid": 1000 } } }""")
            .With("""{ "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_ERRNO" }] } } }""");
        Assert.Equal("Seccomp:\t2\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_call_that_this_kernel_does_not_know_is_passed_over()
    {
        await using var container = await TestContainer.Of("echo", "ok");
        container.Bundle.With("""
            { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["no_such_call", "mkdir"], "action": "SCMP_ACT_ERRNO" }] } } }
            """);
        Assert.Equal("ok\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task An_unknown_action_is_named()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.With("""{ "linux": { "seccomp": { "defaultAction": "SCMP_ACT_SMILE" } } }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SCMP_ACT_SMILE", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_are_to_be_judged_by_an_agent_reach_it()
    {
        await using var container = await TestContainer.Shell("echo started; mkdir /a");
        var socketPath = container.Root["seccomp.sock"];
        using var listener = Kernel.UnixSocket();
        Kernel.BindUnix(listener, socketPath);
        Kernel.Listen(listener);
        container.Bundle.With($$"""
            { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "{{socketPath}}", "listenerMetadata": "about this",
                "syscalls": [{ "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_NOTIFY" }] } } }
            """);
        var begun = container.Begin();
        using var connection = await Task.Run(() => Kernel.Accept(listener));
        var buffer = new byte[16384];
        var message = Kernel.ReceiveDescriptors(connection, buffer, maxDescriptors: 4);
        await begun;

        var state = JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, message.ByteCount))!;
        var descriptor = Assert.Single(message.Descriptors);
        Assert.Equal("about this", (string?)state["metadata"]);
        Assert.Equal("seccompFd", (string?)state["fds"]![0]);
        Assert.Equal(TestContainer.Id, (string?)state["state"]!["id"]);
        Assert.Equal(container.Pid, (int?)state["pid"]);
        // Readable: a call waits to be judged.
        Assert.Equal(1, Kernel.Poll([new PollEntry(descriptor, PollEvents.Readable)], 10_000));
        descriptor.Dispose();
    }
}
