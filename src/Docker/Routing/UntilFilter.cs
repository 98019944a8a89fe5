using System.Globalization;
using Gantry.Containers;
using Gantry.Containers.Images.Changes;

namespace Gantry.Docker.Routing;

/// <summary>The <c>until</c> of filters: a time, or how long ago.</summary>
/// <remarks>moby: timetypes.GetTimestamp.</remarks>
internal static class UntilFilter
{
    /// <summary>The moment; null where the client names none.</summary>
    /// <exception cref="InvalidException">There are several, or it is none.</exception>
    public static DateTimeOffset? Of(Filters filters, DateTimeOffset now) => filters.Of("until") switch
    {
        { Count: 0 } => null,
        { Count: 1 } one => Parse(one.First(), now),
        _ => throw new InvalidException("more than one until filter specified"),
    };

    private static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        if (GoDuration.TryParse(text, out var nanoseconds))
        {
            return now.AddTicks(-nanoseconds / TimeSpan.NanosecondsPerTick);
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < int.MaxValue * 100m)
        {
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new InvalidException($"failed to parse value as time or duration: \"{text}\"");
    }
}
