namespace Gantry.Containers.Networks.Ports;

/// <summary>Host ports that no other container of this instance gets until this is disposed.</summary>
public sealed class PortReservation : IDisposable
{
    private readonly PortAllocator allocator;
    private int disposed;

    internal PortReservation(PortAllocator allocator, IReadOnlyList<PortBinding> bindings)
    {
        this.allocator = allocator;
        Bindings = bindings;
    }

    public IReadOnlyList<PortBinding> Bindings { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            allocator.Release(Bindings);
        }
    }
}
