using System.Buffers.Binary;
using System.Net;

namespace Gantry.Containers.Networks.Bridges;

/// <summary>Hands out the addresses of a subnet, the lowest that is free first. Safe for several threads.</summary>
/// <remarks>It keeps nothing on disk: who uses it records the addresses, and says at the next start which are in use.</remarks>
public sealed class Ipam
{
    private readonly Lock _gate = new();
    private readonly HashSet<UInt128> _used = [];
    private readonly IPNetwork _subnet;
    private readonly UInt128 _first;
    private readonly UInt128 _last;
    private readonly UInt128 _lowestFree;
    private readonly UInt128 _highest;
    private UInt128 _lowest;

    /// <summary>All addresses are free but those named.</summary>
    /// <param name="subnet">Its network address, and for IPv4 its broadcast address, are never given.</param>
    public Ipam(IPNetwork subnet, params IEnumerable<IPAddress> used)
        : this(subnet, null, used)
    {
    }

    /// <summary>As the other.</summary>
    /// <param name="subnet">Its network address, and for IPv4 its broadcast address, are never given.</param>
    /// <param name="range">The part of it that addresses are chosen from where nobody asks for one; null is the whole.</param>
    /// <param name="used">Taken.</param>
    public Ipam(IPNetwork subnet, IPNetwork? range, IEnumerable<IPAddress> used)
    {
        _subnet = subnet;
        (_first, _last) = Ends(subnet);
        (_lowestFree, _highest) = (_first, _last);
        if (range is { } part)
        {
            var start = ToNumber(part.BaseAddress);
            _lowestFree = UInt128.Max(_first, start);
            _highest = UInt128.Min(_last, start + (UInt128.One << (BitsOf(part.BaseAddress) - part.PrefixLength)) - 1);
        }

        _lowest = _lowestFree;
        _used.UnionWith(used.Where(subnet.Contains).Select(ToNumber));
    }

    /// <summary>Takes the lowest free address.</summary>
    /// <exception cref="UnavailableException">There is none.</exception>
    public IPAddress Allocate()
    {
        lock (_gate)
        {
            for (; _lowest <= _highest; _lowest++)
            {
                if (_used.Add(_lowest))
                {
                    return ToAddress(_lowest++);
                }
            }
        }

        throw new UnavailableException($"no available {(BitsOf(_subnet.BaseAddress) == 32 ? "IPv4" : "IPv6")} addresses in {_subnet}");
    }

    /// <summary>Takes a certain address.</summary>
    /// <exception cref="InvalidException">It is not in the subnet.</exception>
    /// <exception cref="ConflictException">It is taken.</exception>
    public void Allocate(IPAddress wanted)
    {
        var number = _subnet.Contains(wanted) ? ToNumber(wanted) : 0;
        if (number < _first || number > _last)
        {
            throw new InvalidException($"no configured subnet contains IP address {wanted}");
        }

        lock (_gate)
        {
            if (!_used.Add(number))
            {
                throw new ConflictException("Address already in use");
            }
        }
    }

    /// <summary>Gives an address back; one that is free already is fine.</summary>
    public void Release(IPAddress address)
    {
        lock (_gate)
        {
            var number = ToNumber(address);
            if (_used.Remove(number) && number < _lowest && number >= _lowestFree)
            {
                _lowest = number;
            }
        }
    }

    private static (UInt128 First, UInt128 Last) Ends(IPNetwork subnet)
    {
        var bits = BitsOf(subnet.BaseAddress);
        var size = UInt128.One << (bits - subnet.PrefixLength);
        var start = ToNumber(subnet.BaseAddress);
        return (start + 1, start + (bits == 32 ? size - 2 : size - 1));
    }

    private static int BitsOf(IPAddress address) => address.GetAddressBytes().Length * 8;

    private static UInt128 ToNumber(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private IPAddress ToAddress(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(bytes[^(BitsOf(_subnet.BaseAddress) / 8)..]);
    }
}
