using Gantry.Containers.Events;
using Gantry.Containers.Images.Pulling;
using Gantry.Containers.Images.Pushing;
using Gantry.Containers.Registries;
using Gantry.Containers.Tests.Archives;
using Gantry.Containers.Tests.Images;
using Gantry.Oci;

namespace Gantry.Containers.Tests.Registries;

/// <summary>The storage of one test with a registry beside it, and what goes between the two.</summary>
public sealed class RegistryTestRoot : IAsyncDisposable
{
    private readonly RegistryAccess _access;

    private RegistryTestRoot(TestRegistry registry, RegistryOptions options)
    {
        Registry = registry;
        _access = new(options, TimeProvider.System);
        Pull = new(Root.Images, _access, Events);
        Push = new(Root.Images, Root.Storage.Content, _access, Events);
    }

    public ImageTestRoot Root { get; } = new();

    public TestRegistry Registry { get; }

    public RegistryAccess Access => _access;

    public EventBus Events { get; } = new(TimeProvider.System);

    public PullImage Pull { get; }

    public PushImage Push { get; }

    public static async Task<RegistryTestRoot> Start(Func<TestRegistry, RegistryOptions>? options = null)
    {
        var registry = await TestRegistry.Start();
        return new(registry, (options?.Invoke(registry) ?? new()) with { RetryDelay = TimeSpan.FromMilliseconds(1) });
    }

    public Task<PulledImage> PullAsync(string name, PullOptions? options = null) =>
        Pull.ExecuteAsync(Registry.Name(name), options ?? new(), TestContext.Current.CancellationToken);

    public Task<PushedImage> PushAsync(string name, PushOptions? options = null) =>
        Push.ExecuteAsync(Registry.Name(name), options ?? new(), TestContext.Current.CancellationToken);

    public static TestArchive Layer(string content = "x", string file = "f") => new TestArchive().File(file, content);

    /// <summary>What a failed pull has to leave: nothing.</summary>
    public void AssertNothingIsLeft()
    {
        Assert.Empty(Root.Images.List());
        Assert.Empty(Root.Blobs);
        Assert.Empty(Root.Snapshots);
        Assert.Empty(Directory.EnumerateFiles(Root.Folder.At("root/images/ingest")));
    }

    public Digest Resolve(string name) => Root.Images.Resolve(Registry.Name(name).ToString()).Id;

    public async ValueTask DisposeAsync()
    {
        Push.Dispose();
        _access.Dispose();
        Root.Dispose();
        await Registry.DisposeAsync();
    }
}
