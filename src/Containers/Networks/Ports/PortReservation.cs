namespace Gantry.Containers.Networks.Ports;

/// <summary>Host ports that no other container of this instance gets until this is disposed.</summary>
public sealed class PortReservation : IDisposable
{
    private readonly PortAllocator _allocator;
    private int _disposed;

    internal PortReservation(PortAllocator allocator, IReadOnlyList<PortBinding> bindings)
    {
        _allocator = allocator;
        Bindings = bindings;
    }

    public IReadOnlyList<PortBinding> Bindings { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _allocator.Release(Bindings);
        }
    }
}
