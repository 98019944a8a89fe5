using System.Globalization;

namespace Gantry.Docker.Containers;

/// <summary>Times as Docker writes them: RFC 3339 in UTC, with as many digits as there are.</summary>
internal static class DockerTime
{
    /// <summary>What stands for "never".</summary>
    public const string Zero = "0001-01-01T00:00:00Z";

    public static string Format(DateTimeOffset? time) =>
        time is { } known ? known.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture) : Zero;
}
