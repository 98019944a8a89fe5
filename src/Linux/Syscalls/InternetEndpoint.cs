using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>An address and a port, as the kernel's <c>sockaddr_in</c> or <c>sockaddr_in6</c>.</summary>
/// <remarks>ip(7), ipv6(7)</remarks>
public readonly partial struct InternetEndpoint : IEquatable<InternetEndpoint>
{
    internal const int MaxSize = 28;
    internal const int AddressSize6 = 16;

    private const ushort Version4 = 2;
    private const ushort Version6 = 10;
    private const int PortOffset = 2;
    private const int AddressOffset4 = 4;
    private const int AddressOffset6 = 8;
    private const int AddressSize4 = 4;
    private const int Size4 = 16;

    private readonly Bytes _bytes;

    /// <summary>Reads an address in the usual notation of either version, without brackets or zone.</summary>
    /// <exception cref="ArgumentException">It is none, or the port is not between 0 and 65,535.</exception>
    public unsafe InternetEndpoint(string address, int port)
    {
        var family = address.Contains(':') ? Version6 : Version4;
        Span<byte> bytes = _bytes;
        BitConverter.TryWriteBytes(bytes, family);
        fixed (byte* start = bytes)
        {
            if (port is < 0 or > ushort.MaxValue || PresentationToNetwork(family, address, start + (family == Version6 ? AddressOffset6 : AddressOffset4)) != 1)
            {
                throw new ArgumentException($"no internet address: {address} port {port}", nameof(address));
            }
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortOffset..], (ushort)port);
    }

    internal InternetEndpoint(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes);

    /// <summary>An address of 4 or 16 bytes, with port 0.</summary>
    internal static InternetEndpoint OfAddress(ReadOnlySpan<byte> address)
    {
        Span<byte> bytes = stackalloc byte[MaxSize];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, address.Length == AddressSize6 ? Version6 : Version4);
        address.CopyTo(bytes[(address.Length == AddressSize6 ? AddressOffset6 : AddressOffset4)..]);
        return new InternetEndpoint(bytes);
    }

    public bool IsVersion6 => Family == Version6;

    /// <summary>What the kernel takes; the family decides its length.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Native => ((ReadOnlySpan<byte>)_bytes)[..(IsVersion6 ? MaxSize : Size4)];

    /// <summary>The address alone, 4 or 16 bytes; none where the endpoint was not made of one.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<byte> Address => Family switch
    {
        Version6 => Native.Slice(AddressOffset6, AddressSize6),
        Version4 => Native.Slice(AddressOffset4, AddressSize4),
        _ => default,
    };

    public static bool operator ==(InternetEndpoint one, InternetEndpoint other) => one.Equals(other);

    public static bool operator !=(InternetEndpoint one, InternetEndpoint other) => !one.Equals(other);

    public bool Equals(InternetEndpoint other) => Native.SequenceEqual(other.Native);

    public override bool Equals(object? obj) => obj is InternetEndpoint other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Native);
        return hash.ToHashCode();
    }

    internal int Family => BitConverter.ToUInt16(_bytes);

    [LibraryImport("libc", EntryPoint = "inet_pton", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int PresentationToNetwork(int family, string text, byte* target);

    [InlineArray(MaxSize)]
    private struct Bytes
    {
        private byte _first;
    }
}
