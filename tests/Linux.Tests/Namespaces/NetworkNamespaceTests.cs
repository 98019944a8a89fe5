using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;

namespace Gantry.Linux.Tests.Namespaces;

public sealed class NetworkNamespaceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-netns-").FullName;
    private readonly NamespaceThread _thread = new();

    private string Pin => Path.Combine(_folder, "pin");

    public void Dispose()
    {
        _thread.Dispose();
        NetworkNamespace.DeletePin(Pin);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_pinned_namespace_outlives_its_descriptors()
    {
        string identity;
        using (var created = await _thread.CreatePinned(Pin))
        {
            identity = await _thread.Run(created, IdentityOfThread);
        }

        using var opened = NetworkNamespace.Open(Pin);
        Assert.Equal(identity, await _thread.Run(opened, IdentityOfThread));
        Assert.NotEqual(identity, await _thread.Run(IdentityOfThread));
    }

    [Fact]
    public async Task A_new_namespace_has_its_loopback_up_and_nothing_else_up()
    {
        using var created = await _thread.Create();
        var links = await _thread.Run(created, () =>
        {
            using var socket = new RouteSocket();
            return Links.List(socket);
        });
        Assert.Equal(["lo"], links.Where(link => link.IsUp).Select(link => link.Name));
    }

    [Fact]
    public async Task A_deleted_pin_leaves_no_mount_and_no_file()
    {
        (await _thread.CreatePinned(Pin)).Dispose();
        Assert.Contains(Pin, await File.ReadAllTextAsync("/proc/self/mountinfo"));
        NetworkNamespace.DeletePin(Pin);
        Assert.DoesNotContain(Pin, await File.ReadAllTextAsync("/proc/self/mountinfo"));
        Assert.False(File.Exists(Pin));
        NetworkNamespace.DeletePin(Pin);
    }

    [Fact]
    public async Task A_pin_is_not_put_over_a_file_that_is_there()
    {
        await File.WriteAllTextAsync(Pin, "precious");
        await Assert.ThrowsAsync<IOException>(() => _thread.CreatePinned(Pin));
        Assert.Equal("precious", await File.ReadAllTextAsync(Pin));
    }

    [Fact]
    public async Task The_thread_is_home_again_after_work_elsewhere_even_when_that_failed()
    {
        using var here = NetworkNamespace.OfThisThread();
        using var elsewhere = await _thread.Create();
        Assert.Equal(IdentityOf(elsewhere), await _thread.Run(elsewhere, IdentityOfThread));
        Assert.Equal(IdentityOf(here), await _thread.Run(IdentityOfThread));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _thread.Run<int>(elsewhere, () => throw new InvalidOperationException("no")));
        Assert.Equal(IdentityOf(here), await _thread.Run(IdentityOfThread));
    }

    private static string IdentityOf(NetworkNamespace place) =>
        File.ResolveLinkTarget(place.Descriptor.ProcPath, returnFinalTarget: false)?.Name ?? "";

    private static string IdentityOfThread() => File.ResolveLinkTarget("/proc/thread-self/ns/net", returnFinalTarget: false)?.Name ?? "";
}
