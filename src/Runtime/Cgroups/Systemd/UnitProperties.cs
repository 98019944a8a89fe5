using Gantry.Linux.DBus;

namespace Gantry.Runtime.Cgroups.Systemd;

/// <summary>Properties of a unit, as systemd's bus interface takes them: names with typed values.</summary>
/// <remarks>org.freedesktop.systemd1(5)</remarks>
public sealed class UnitProperties
{
    private readonly List<Action<DBusWriter>> _properties = [];

    public int Count => _properties.Count;

    public void Add(string name, bool value) => Add(name, "b", writer => writer.Boolean(value));

    public void Add(string name, ulong value) => Add(name, "t", writer => writer.UInt64(value));

    public void Add(string name, string value) => Add(name, "s", writer => writer.String(value));

    public void Add(string name, uint[] values) => Add(name, "au", writer => writer.Array(sizeof(uint), each =>
    {
        foreach (var value in values)
        {
            each.UInt32(value);
        }
    }));

    public void Add(string name, byte[] values) => Add(name, "ay", writer => writer.Array(sizeof(byte), each =>
    {
        foreach (var value in values)
        {
            each.Byte(value);
        }
    }));

    public void Add(string name, IReadOnlyList<(string, string)> pairs) => Add(name, "a(ss)", writer => writer.Array(DBusWriter.WideAlignment, each =>
    {
        foreach (var (first, second) in pairs)
        {
            each.Struct().String(first).String(second);
        }
    }));

    /// <summary>Writes all of them as <c>a(sv)</c>.</summary>
    public void Write(DBusWriter writer) => writer.Array(DBusWriter.WideAlignment, each =>
    {
        foreach (var property in _properties)
        {
            property(each);
        }
    });

    private void Add(string name, string type, Action<DBusWriter> value) =>
        _properties.Add(writer => value(writer.Struct().String(name).Signature(type)));
}
