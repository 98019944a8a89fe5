using System.Text;

namespace Gantry.Containers.Images.Changes;

/// <summary>The little of a shell that Dockerfiles have: words, quotes and variables.</summary>
/// <remarks>
/// Single quotes keep everything; in double quotes a backslash escapes only <c>" $ \</c>; elsewhere it escapes whatever follows.
/// <c>${name:-word}</c> stands for the word where the variable is unset or empty, <c>${name:+word}</c> where it is not.
/// </remarks>
internal sealed class ShellWord
{
    /// <summary>Variables within variables' defaults; each level takes stack.</summary>
    private const int DepthLimit = 32;

    private readonly string _word;
    private readonly Func<string, string?> _variable;
    private int _at;
    private int _depth;

    private ShellWord(string word, Func<string, string?> variable)
    {
        _word = word;
        _variable = variable;
    }

    /// <summary>Parts a line at blanks outside quotes; the words keep their quotes.</summary>
    internal static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var character = line[i];
            if (quote == '\0' && char.IsWhiteSpace(character))
            {
                Flush(words, word);
                continue;
            }

            word.Append(character);
            if (character == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
            }
            else if (quote == '\0' && character is '\'' or '"')
            {
                quote = character;
            }
            else if (character == quote)
            {
                quote = '\0';
            }
        }

        Flush(words, word);
        return words;
    }

    /// <summary>Replaces variables and takes quotes away.</summary>
    /// <exception cref="InvalidException">A quote or a brace is not closed.</exception>
    internal static string Expand(string word, Func<string, string?> variable) => new ShellWord(word, variable).ReadUntil(end: null);

    private string ReadUntil(char? end)
    {
        if (++_depth > DepthLimit)
        {
            throw new InvalidException($"variables are nested more than {DepthLimit} deep");
        }

        var text = new StringBuilder();
        var quoted = false;
        while (_at < _word.Length && (quoted || _word[_at] != end))
        {
            var character = _word[_at++];
            switch (character)
            {
                case '\'' when !quoted:
                    text.Append(SingleQuoted());
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' when _at < _word.Length && (!quoted || _word[_at] is '"' or '$' or '\\'):
                    text.Append(_word[_at++]);
                    break;
                case '$':
                    text.Append(Variable());
                    break;
                default:
                    text.Append(character);
                    break;
            }
        }

        _depth--;
        return quoted ? throw new InvalidException("unexpected end of statement while looking for matching double-quote") : text.ToString();
    }

    private string SingleQuoted()
    {
        var close = _word.IndexOf('\'', _at);
        if (close < 0)
        {
            throw new InvalidException("unexpected end of statement while looking for matching single-quote");
        }

        var text = _word[_at..close];
        _at = close + 1;
        return text;
    }

    private string Variable()
    {
        if (_at < _word.Length && _word[_at] == '{')
        {
            _at++;
            return Braced();
        }

        var name = Name();
        return name.Length == 0 ? "$" : _variable(name) ?? "";
    }

    private string Braced()
    {
        var name = Name();
        var value = _variable(name) ?? "";
        var operation = _at + 1 < _word.Length && _word[_at] == ':' ? _word[_at + 1] : '\0';
        if (operation is '-' or '+')
        {
            _at += 2;
            var other = ReadUntil('}');
            value = (value.Length == 0) == (operation == '-') ? other : operation == '-' ? value : "";
        }

        if (name.Length == 0 || _at >= _word.Length || _word[_at] != '}')
        {
            throw new InvalidException($"failed to process \"{_word}\": syntax error: bad substitution");
        }

        _at++;
        return value;
    }

    private string Name()
    {
        var start = _at;
        while (_at < _word.Length && (_word[_at] == '_' || char.IsAsciiLetter(_word[_at]) || (_at > start && char.IsAsciiDigit(_word[_at]))))
        {
            _at++;
        }

        return _word[start.._at];
    }

    private static void Flush(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
