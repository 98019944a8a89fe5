namespace Gantry.Docker.Routing;

/// <summary>Patterns as Go's <c>path.Match</c> reads them: <c>*</c> and <c>?</c> stop at a slash, <c>[a-z]</c> and <c>[^a-z]</c> are one character, a backslash takes a character as it is.</summary>
internal static class GoPattern
{
    public static bool Matches(string pattern, string text) => Matches(pattern.AsSpan(), text);

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern[0] == '*')
            {
                return MatchesStar(pattern[1..], text);
            }

            if (text.IsEmpty || !MatchesOne(ref pattern, text[0]))
            {
                return false;
            }

            text = text[1..];
        }

        return text.IsEmpty;
    }

    private static bool MatchesStar(ReadOnlySpan<char> rest, ReadOnlySpan<char> text)
    {
        for (var taken = 0; taken <= text.Length; taken++)
        {
            if (Matches(rest, text[taken..]))
            {
                return true;
            }

            if (taken < text.Length && text[taken] == '/')
            {
                return false;
            }
        }

        return false;
    }

    private static bool MatchesOne(ref ReadOnlySpan<char> pattern, char character)
    {
        var first = pattern[0];
        pattern = pattern[1..];
        switch (first)
        {
            case '?':
                return character != '/';
            case '[' when pattern.IndexOf(']') is > 0 and var end:
                var set = pattern[..end];
                pattern = pattern[(end + 1)..];
                return IsIn(set, character);
            case '\\' when !pattern.IsEmpty:
                first = pattern[0];
                pattern = pattern[1..];
                return first == character;
            default:
                return first == character;
        }
    }

    private static bool IsIn(ReadOnlySpan<char> set, char character)
    {
        var negated = set[0] == '^';
        var found = false;
        for (var i = negated ? 1 : 0; i < set.Length; i++)
        {
            var isRange = i + 2 < set.Length && set[i + 1] == '-';
            found |= isRange ? character >= set[i] && character <= set[i + 2] : character == set[i];
            i += isRange ? 2 : 0;
        }

        return found != negated;
    }
}
