using System.Buffers.Binary;
using System.Text;

namespace Gantry.Linux.DBus;

/// <summary>Reads values in the order in which <see cref="DBusWriter"/> lays them out.</summary>
public sealed class DBusReader(ReadOnlyMemory<byte> bytes)
{
    private int _position;

    public bool IsAtEnd => _position >= bytes.Length;

    /// <exception cref="DBusException">The message ends within a value; so of every method here.</exception>
    public byte Byte() => Take(1)[0];

    public bool Boolean() => UInt32() != 0;

    public uint UInt32()
    {
        Align(sizeof(uint));
        return BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
    }

    public ulong UInt64()
    {
        Align(sizeof(ulong));
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
    }

    public string String() => Terminated(UInt32());

    public string Signature() => Terminated(Byte());

    public DBusReader Struct()
    {
        Align(DBusWriter.WideAlignment);
        return this;
    }

    /// <summary>Reads elements by <paramref name="element"/> until the array is used up.</summary>
    public void Array(int alignment, Action<DBusReader> element)
    {
        var length = UInt32();
        Align(alignment);
        if (length > bytes.Length - _position)
        {
            throw Cut();
        }

        var end = _position + (int)length;
        while (_position < end)
        {
            element(this);
        }
    }

    private string Terminated(uint length)
    {
        if (length >= bytes.Length - _position)
        {
            throw Cut();
        }

        var text = Encoding.UTF8.GetString(Take((int)length));
        Take(1);
        return text;
    }

    private void Align(int alignment) => Take(-_position & (alignment - 1));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _position)
        {
            throw Cut();
        }

        _position += count;
        return bytes.Span.Slice(_position - count, count);
    }

    private static DBusException Cut() => new(DBusException.Malformed, "a D-Bus message ends within a value");
}
