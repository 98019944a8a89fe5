using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;

namespace Gantry.Linux.Tests.Namespaces;

/// <summary>A network namespace of a test's own, gone with it.</summary>
internal sealed class TestNamespace : IDisposable
{
    private readonly NamespaceThread _thread;

    private TestNamespace(NamespaceThread thread, NetworkNamespace place, RouteSocket routes)
    {
        _thread = thread;
        Place = place;
        Routes = routes;
    }

    public NetworkNamespace Place { get; }

    public RouteSocket Routes { get; }

    public static async Task<TestNamespace> Create()
    {
        var worker = new NamespaceThread();
        var place = await worker.Create();
        return new TestNamespace(worker, place, await worker.Run(place, () => new RouteSocket()));
    }

    public Task<T> Run<T>(Func<T> work) => _thread.Run(Place, work);

    public int IndexOf(string name) => Links.Find(Routes, new InterfaceName(name))?.Index ?? throw new InvalidOperationException($"no {name}");

    public void Dispose()
    {
        Routes.Dispose();
        Place.Dispose();
        _thread.Dispose();
    }
}
