using Gantry.Linux.Syscalls;

namespace Gantry.Containers;

/// <summary>Makes ids that nobody has yet, and nobody can guess.</summary>
internal static class RandomHex
{
    /// <summary>Bytes of an id of a container, network, volume or exec, as Docker's.</summary>
    public const int IdBytes = 32;

    /// <summary>Lower-case digits, two for each byte.</summary>
    public static string New(int bytes = IdBytes)
    {
        Span<byte> random = stackalloc byte[bytes];
        Kernel.FillRandom(random);
        return Convert.ToHexStringLower(random);
    }
}
