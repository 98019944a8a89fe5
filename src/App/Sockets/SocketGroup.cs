using System.Globalization;
using Gantry.Containers;

namespace Gantry.App.Sockets;

/// <summary>The group that may use the unix socket.</summary>
internal static class SocketGroup
{
    private const string File = "/etc/group";

    /// <summary>Its number; null for none.</summary>
    /// <param name="group">A name or a number; empty for none.</param>
    /// <param name="isRequired">Whether a name that is not there is an error; else it means none.</param>
    /// <exception cref="InvalidException">It is required and not there.</exception>
    public static uint? Find(string group, bool isRequired)
    {
        if (group.Length == 0)
        {
            return null;
        }

        if (uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        foreach (var line in System.IO.File.Exists(File) ? System.IO.File.ReadLines(File) : [])
        {
            if (line.Split(':') is [var name, _, var gid, ..] && name == group && uint.TryParse(gid, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            {
                return number;
            }
        }

        return isRequired ? throw new InvalidException($"group {group} not found in {File}") : null;
    }
}
