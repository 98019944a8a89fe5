using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Tests.Seccomp;

public sealed partial class SeccompListenerTests : IDisposable
{
    private const int GetPpidX64 = 110;
    private const int GetPpidArm64 = 173;

    private static readonly ContainerState State = new()
    {
        OciVersion = "1.2.0",
        Id = "box",
        Status = "creating",
        Pid = 4242,
        Bundle = "/bundle",
        Annotations = new Dictionary<string, string> { ["a\"b"] = "c" },
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-listener-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task An_agent_answers_the_calls_of_a_container_through_the_descriptor_it_is_sent()
    {
        var path = Path.Combine(_directory, "agent");
        using var agent = Kernel.UnixSocket();
        Kernel.BindUnix(agent, path);
        Kernel.Listen(agent);
        var profile = new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ALLOW",
            ListenerPath = path,
            ListenerMetadata = "tag",
            Flags = ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
            Syscalls = [new SeccompRule { Names = ["getppid"], Action = "SCMP_ACT_NOTIFY" }],
        };
        var filter = SeccompProfile.Compile(profile)!;
        Assert.True(filter.HasListener);

        var loaded = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answered = FilteredThread.Run(filter, descriptor =>
        {
            loaded.SetResult(descriptor);
            return FilteredThread.Call(SyscallNumber.Write == 64 ? GetPpidArm64 : GetPpidX64);
        });
        using (var notify = new FileDescriptor(await loaded.Task.WaitAsync(TimeSpan.FromSeconds(20))))
        {
            SeccompListener.Send(profile, notify, pid: 4243, State);
        }

        using var connection = Kernel.Accept(agent);
        var buffer = new byte[4096];
        var message = Kernel.ReceiveDescriptors(connection, buffer, maxDescriptors: 1);
        using var received = Assert.Single(message.Descriptors);
        Answer(received, 4711);

        Assert.Equal(4711, await answered);
        Assert.Equal(0, Kernel.ReceiveDescriptors(connection, new byte[1]).ByteCount);
        AssertDescribesTheProcess(JsonDocument.Parse(buffer.AsMemory(0, message.ByteCount)).RootElement);
    }

    [Fact]
    public void A_listener_that_is_not_there_is_named()
    {
        var path = Path.Combine(_directory, "nobody");
        using var any = Kernel.UnixSocket();

        var error = Assert.Throws<SeccompException>(() => SeccompListener.Send(new LinuxSeccomp { ListenerPath = path }, any, 1, State));

        Assert.Equal($"linux.seccomp.listenerPath: connect {path}: no such file or directory", error.Message);
    }

    private static void AssertDescribesTheProcess(JsonElement document)
    {
        Assert.Equal("1.2.0", document.GetProperty("ociVersion").GetString());
        Assert.Equal("seccompFd", document.GetProperty("fds").EnumerateArray().Single().GetString());
        Assert.Equal(4243, document.GetProperty("pid").GetInt32());
        Assert.Equal("tag", document.GetProperty("metadata").GetString());
        var state = document.GetProperty("state");
        Assert.Equal("box", state.GetProperty("id").GetString());
        Assert.Equal("creating", state.GetProperty("status").GetString());
        Assert.Equal(4242, state.GetProperty("pid").GetInt32());
        Assert.Equal("/bundle", state.GetProperty("bundle").GetString());
        Assert.Equal("c", state.GetProperty("annotations").GetProperty("a\"b").GetString());
    }

    // struct seccomp_notif is 80 bytes and begins with the id; struct seccomp_notif_resp is id, value, error, flags.
    private static void Answer(FileDescriptor notify, long value)
    {
        const ulong receive = 0xC0502100;
        const ulong send = 0xC0182101;
        var request = new byte[80];
        Assert.Equal(0, Control(notify.Number, receive, request));
        var response = new byte[24];
        request.AsSpan(0, 8).CopyTo(response);
        BinaryPrimitives.WriteInt64LittleEndian(response.AsSpan(8), value);
        Assert.Equal(0, Control(notify.Number, send, response));
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, ulong request, byte[] data);
}
