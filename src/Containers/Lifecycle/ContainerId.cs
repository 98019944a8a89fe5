
namespace Gantry.Containers.Lifecycle;

/// <summary>A container's name that never changes: 64 hexadecimal digits.</summary>
public readonly record struct ContainerId(string Hex)
{
    private const int ShortLength = 12;

    /// <summary>The first twelve digits, as tables and messages show it.</summary>
    public string Short => Hex[..ShortLength];

    public static ContainerId New()
    {
        while (true)
        {
            var id = new ContainerId(RandomHex.New());
            // The short form becomes a host name, and one of digits only could be taken for a number.
            if (id.Short.Any(char.IsAsciiLetter))
            {
                return id;
            }
        }
    }

    public override string ToString() => Hex;
}
