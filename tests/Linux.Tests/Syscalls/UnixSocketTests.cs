using System.Text;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Syscalls;

public sealed class UnixSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-unix-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Bytes_and_descriptors_arrive_together()
    {
        var (first, second) = Kernel.UnixSocketPair();
        using var sender = first;
        using var receiver = second;
        var path = Path.Combine(_folder, "lent");
        File.WriteAllText(path, "content");
        using var lent = Kernel.Open(path, OpenFlags.ReadOnly);

        Kernel.SendAll(sender, "hello"u8, lent);
        var buffer = new byte[16];
        var message = Kernel.ReceiveDescriptors(receiver, buffer, maxDescriptors: 2);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, message.ByteCount));
        using var received = Assert.Single(message.Descriptors);
        Assert.NotEqual(lent.Number, received.Number);
        Assert.Equal("content", File.ReadAllText(received.ProcPath));
        Assert.Matches(@"flags:\s+02", File.ReadAllText($"/proc/self/fdinfo/{received.Number}"));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 5)]
    [InlineData(2, 3)]
    public void More_descriptors_than_were_allowed_are_closed_and_refused(int allowed, int sent)
    {
        var (first, second) = Kernel.UnixSocketPair();
        using var sender = first;
        using var receiver = second;
        using var pipe = Kernel.Open(Path.Combine(_folder, "counted"), OpenFlags.ReadWrite | OpenFlags.Create, 0x180);
        Kernel.SendAll(sender, "x"u8, Enumerable.Repeat(pipe, sent).ToArray());

        var error = Assert.Throws<LinuxException>(() => Kernel.ReceiveDescriptors(receiver, new byte[1], allowed));

        Assert.Equal(Errno.EMSGSIZE, error.Errno);
        Assert.Equal(1, OpenDescriptorsOf(Path.Combine(_folder, "counted")));
    }

    [Fact]
    public void The_most_descriptors_of_one_message_can_be_sent_and_no_more()
    {
        var (first, second) = Kernel.UnixSocketPair();
        using var sender = first;
        using var receiver = second;
        var most = Enumerable.Repeat(sender, Kernel.MaxDescriptorsPerMessage).ToArray();

        Kernel.SendAll(sender, "x"u8, most);
        var message = Kernel.ReceiveDescriptors(receiver, new byte[1], Kernel.MaxDescriptorsPerMessage);
        Assert.Equal(Kernel.MaxDescriptorsPerMessage, message.Descriptors.Count);
        Array.ForEach(message.Descriptors.ToArray(), descriptor => descriptor.Dispose());

        Assert.Throws<ArgumentOutOfRangeException>(() => Kernel.SendDescriptors(sender, "x"u8, [.. most, sender]));
    }

    [Fact]
    public void A_path_longer_than_a_socket_address_can_be_bound_and_connected_to()
    {
        var deep = Directory.CreateDirectory(Path.Combine(_folder, new string('d', 100), new string('e', 100))).FullName;
        var path = Path.Combine(deep, "socket");
        using var server = Kernel.UnixSocket();
        Kernel.BindUnix(server, path);
        Kernel.Listen(server);

        using var client = Kernel.UnixSocket();
        Kernel.ConnectUnix(client, path);
        using var accepted = Kernel.Accept(server);
        Kernel.SendAll(client, "ping"u8);
        Kernel.Shutdown(client, ShutdownSide.Sending);

        var buffer = new byte[8];
        Assert.Equal(4, Kernel.ReceiveDescriptors(accepted, buffer).ByteCount);
        Assert.Equal(0, Kernel.ReceiveDescriptors(accepted, buffer).ByteCount);
    }

    [Fact]
    public void A_last_name_that_is_itself_too_long_is_refused_by_name()
    {
        using var socket = Kernel.UnixSocket();

        var error = Assert.Throws<LinuxException>(() => Kernel.BindUnix(socket, Path.Combine(_folder, new string('n', 108))));

        Assert.Equal(Errno.ENAMETOOLONG, error.Errno);
    }

    [Fact]
    public void An_abstract_name_is_reached_by_exactly_that_name()
    {
        var name = $"@gantry-test-{Guid.NewGuid():N}";
        using var server = Kernel.UnixSocket(UnixSocketType.SequencedPacket);
        Kernel.BindUnix(server, name);
        Kernel.Listen(server);
        using var client = Kernel.UnixSocket(UnixSocketType.SequencedPacket);

        Assert.Equal(Errno.ECONNREFUSED, Kernel.TryConnectUnix(client, name + "x"));
        Assert.Equal(Errno.None, Kernel.TryConnectUnix(client, name));
        Assert.Contains(name, File.ReadAllLines("/proc/net/unix").Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public void A_missing_socket_is_an_error_that_names_its_path()
    {
        using var client = Kernel.UnixSocket();
        var path = Path.Combine(_folder, "nobody");

        var error = Assert.Throws<LinuxException>(() => Kernel.ConnectUnix(client, path));

        Assert.Equal($"connect {path}: no such file or directory", error.Message);
    }

    [Fact]
    public void A_socket_that_does_not_block_answers_that_nobody_came()
    {
        using var server = Kernel.UnixSocket(flags: SocketFlags.NonBlocking);
        Kernel.BindUnix(server, Path.Combine(_folder, "quiet"));
        Kernel.Listen(server);

        Assert.Null(Kernel.TryAccept(server, out var errno));
        Assert.Equal(Errno.EAGAIN, errno);
    }

    [Fact]
    public void Sending_to_a_closed_end_fails_with_EPIPE()
    {
        var (first, second) = Kernel.UnixSocketPair();
        using var sender = first;
        second.Dispose();

        Assert.Equal(Errno.EPIPE, Assert.Throws<LinuxException>(() => Kernel.SendAll(sender, "x"u8)).Errno);
    }

    private static int OpenDescriptorsOf(string path) =>
        Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget == path);
}
