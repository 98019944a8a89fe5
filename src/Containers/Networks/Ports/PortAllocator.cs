using System.Net;
using System.Net.Sockets;
using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Networks.Ports;

/// <summary>Knows which host ports the containers of this instance have, and finds free ones.</summary>
/// <remarks>
/// That a port is free is asked of the kernel too, but only the shim, which binds it, makes that last: between the two
/// another process may come first, and the shim's refusal is then the answer.
/// </remarks>
public sealed class PortAllocator
{
    private readonly NamespaceThread _host;
    private readonly Lock _gate = new();
    private readonly HashSet<TakenPort> _taken = [];
    private int _nextEphemeral;

    internal PortAllocator(NamespaceThread host) => _host = host;

    /// <summary>Takes a port for every request, or none at all.</summary>
    /// <exception cref="ConflictException">A container of this instance, or another process, has it.</exception>
    /// <exception cref="UnavailableException">The range has no free port left.</exception>
    public Task<PortReservation> Reserve(IReadOnlyList<PortRequest> requests) => _host.Run(() =>
    {
        List<PortBinding> bindings = [];
        lock (_gate)
        {
            try
            {
                foreach (var request in requests)
                {
                    bindings.AddRange(Choose(request));
                }

                return new PortReservation(this, bindings);
            }
            catch (RefusalException)
            {
                Release(bindings);
                throw;
            }
        }
    });

    /// <summary>Takes back, after a restart, what a running container has.</summary>
    public PortReservation Adopt(IReadOnlyList<PortBinding> bindings)
    {
        lock (_gate)
        {
            foreach (var binding in bindings)
            {
                _taken.Add(TakenPort.Of(binding));
            }
        }

        return new PortReservation(this, bindings);
    }

    internal void Release(IReadOnlyList<PortBinding> bindings)
    {
        lock (_gate)
        {
            foreach (var binding in bindings)
            {
                _taken.Remove(TakenPort.Of(binding));
            }
        }
    }

    private List<PortBinding> Choose(PortRequest request)
    {
        if (request.HostPorts is not { } range)
        {
            return ChooseFrom(request, EphemeralPorts.Read(), ref _nextEphemeral);
        }

        var first = 0;
        return ChooseFrom(request, range, ref first);
    }

    private List<PortBinding> ChooseFrom(PortRequest request, PortRange range, ref int next)
    {
        for (var i = 0; i < range.Count; i++)
        {
            var port = (ushort)(range.First + ((next + i) % range.Count));
            var bindings = Bindings(request, port);
            var refusal = bindings.Select(Refusal).FirstOrDefault(text => text is not null);
            if (refusal is null)
            {
                next = (next + i + 1) % range.Count;
                _taken.UnionWith(bindings.Select(TakenPort.Of));
                return bindings;
            }

            if (range.Count == 1)
            {
                throw new ConflictException(refusal);
            }
        }

        throw new UnavailableException("all ports are allocated");
    }

    private static List<PortBinding> Bindings(PortRequest request, ushort port) =>
        [.. from address in request.HostAddresses
            where Socket.OSSupportsIPv6 || !address.Equals(IPAddress.IPv6Any)
            select new PortBinding
            {
                Protocol = request.Protocol, HostAddress = address, HostPort = port, ContainerPort = request.ContainerPort,
            }];

    private string? Refusal(PortBinding binding)
    {
        var wanted = TakenPort.Of(binding);
        if (_taken.Any(wanted.Overlaps))
        {
            return $"Bind for {new IPEndPoint(wanted.Address, wanted.Port)} failed: port is already allocated";
        }

        switch (Kernel.ProbePort(wanted.Protocol, wanted.Address, wanted.Port))
        {
            case Errno.None or Errno.EPROTONOSUPPORT or Errno.ESOCKTNOSUPPORT:
                return null;
            case Errno.EADDRINUSE:
                return Failure(wanted, Errno.EADDRINUSE);
            case var errno:
                // No other port of that address would fare better.
                throw new ConflictException(Failure(wanted, errno));
        }
    }

    private static string Failure(TakenPort wanted, Errno errno) =>
        $"failed to bind host port {new IPEndPoint(wanted.Address, wanted.Port)}/{wanted.Protocol.Written()}: {ErrnoText.Of(errno)}";
}
