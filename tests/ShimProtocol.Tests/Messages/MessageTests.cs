using Gantry.ShimProtocol.Messages;

namespace Gantry.ShimProtocol.Tests.Messages;

public sealed class MessageTests
{
    [Fact]
    public void A_request_for_a_container_reads_back_whole()
    {
        var sent = new CreateContainer
        {
            Id = "c1",
            Bundle = "/b",
            RuntimeRoot = "/r",
            Runtime = "/usr/bin/runc",
            ExitFile = "/e",
            StartNow = true,
            OpenStdin = true,
            StdinOnce = true,
            SystemdCgroup = true,
            Log = new LogTarget { Path = "/l", Format = LogFormat.Cri, MaxBytes = long.MaxValue, MaxFiles = 5 },
            Ports = [new HeldPort { Protocol = "tcp", HostAddress = "::", HostPort = 80, ContainerAddress = "10.0.0.2", ContainerPort = 8080 }],
        };

        var read = CreateContainer.Read(Written(sent));

        Assert.Equal(sent.Ports, read.Ports);
        Assert.Equal(sent with { Ports = [] }, read with { Ports = [] });
    }

    [Fact]
    public void An_exit_reads_back_with_a_time_before_1970()
    {
        var sent = new ProcessExit { ExecId = "e", Pid = 3, ExitCode = 255, OutOfMemory = true, Time = -1 };
        Assert.Equal(sent, ProcessExit.Read(Written(sent)));
    }

    [Fact]
    public void Fields_of_a_newer_version_are_skipped_whatever_their_type()
    {
        var writer = new MessageWriter();
        writer.Add(99, 7L);
        writer.Add(2, 42L);
        writer.Add(100, "a text"u8);
        byte[] fixed64 = [(101 << 3 | 1) & 0x7F | 0x80, 101 >> 4, 1, 2, 3, 4, 5, 6, 7, 8];
        byte[] fixed32 = [(102 << 3 | 5) & 0x7F | 0x80, 102 >> 4, 1, 2, 3, 4];
        Assert.Equal(42, Hello.Read([.. fixed64, .. writer.Written.Span, .. fixed32]).Pid);
    }

    [Theory]
    [InlineData(0x0A, 5, 1)] // five bytes announced, one there
    [InlineData(0x08)] // a number without its bytes
    [InlineData(0x0B)] // a wire type that is gone
    [InlineData(0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1)] // eleven bytes of a number
    [InlineData(0x08, 0x80, 0x80, 0x80, 0x80, 0x10)] // more than an int holds
    public void What_is_no_message_is_invalid_data(params int[] bytes) =>
        Assert.Throws<InvalidDataException>(() => Hello.Read([.. bytes.Select(value => (byte)value)]));

    [Fact]
    public void Random_bytes_are_a_message_or_invalid_data()
    {
        var random = new Random(7);
        var bytes = new byte[40];
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            try
            {
                _ = CreateContainer.Read(bytes.AsSpan(0, i % bytes.Length));
            }
            catch (InvalidDataException)
            {
                // As it says.
            }
        }
    }

    private static byte[] Written(IMessage message)
    {
        var writer = new MessageWriter();
        message.Write(writer);
        return writer.Written.ToArray();
    }
}
