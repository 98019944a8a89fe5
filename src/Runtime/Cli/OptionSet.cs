namespace Gantry.Runtime.Cli;

/// <summary>The options that a command knows: those with a value, and those without.</summary>
/// <param name="Values">Names without dashes; <c>bundle|b</c> has a short form.</param>
/// <param name="Flags">As <paramref name="Values"/>.</param>
internal sealed record OptionSet(IReadOnlyList<string> Values, IReadOnlyList<string> Flags)
{
    /// <summary>The long name of an option, and whether it takes a value; null where it is unknown.</summary>
    public (string Name, bool HasValue)? Find(string name) =>
        name is Help.Option or "h" ? (Help.Option, false) : Find(Values, name) is { } value ? (value, true) : Find(Flags, name) is { } flag ? (flag, false) : null;

    private static string? Find(IReadOnlyList<string> options, string name)
    {
        foreach (var option in options)
        {
            var bar = option.IndexOf('|');
            if (bar < 0 ? option == name : option.AsSpan(0, bar).SequenceEqual(name) || option.AsSpan(bar + 1).SequenceEqual(name))
            {
                return bar < 0 ? option : option[..bar];
            }
        }

        return null;
    }
}
