using System.Diagnostics.CodeAnalysis;

namespace Gantry.Runtime.Cgroups;

/// <summary>Whether a number of the configuration asks for anything: 0 and null both leave the kernel's value, as callers of runc expect.</summary>
internal static class Asked
{
    public static bool For([NotNullWhen(true)] long? value) => value is not (null or 0);

    public static bool For([NotNullWhen(true)] ulong? value) => value is not (null or 0);

    public static bool For([NotNullWhen(true)] ushort? value) => value is not (null or 0);
}
