using System.Globalization;
using System.Numerics;

namespace Gantry.Runtime.Cli;

/// <summary>A command line, taken apart as the callers of runc expect: options first, in any of Go's spellings, then the rest as it stands.</summary>
internal sealed class Options
{
    private readonly List<(string Name, string Value)> _given = [];

    private Options(IReadOnlyList<string> rest) => Rest = rest;

    /// <summary>What follows the options.</summary>
    public IReadOnlyList<string> Rest { get; private set; }

    /// <exception cref="UsageException">An option is unknown, or lacks its value.</exception>
    public static Options Parse(IReadOnlyList<string> arguments, OptionSet known)
    {
        var options = new Options([]);
        var index = 0;
        while (index < arguments.Count && arguments[index] is ['-', _, ..] word)
        {
            index++;
            if (word == "--")
            {
                break;
            }

            index += options.Take(word, index < arguments.Count ? arguments[index] : null, known);
        }

        options.Rest = [.. arguments.Skip(index)];
        return options;
    }

    public bool Has(string name) => _given.Exists(option => option.Name == name && option.Value != "false");

    /// <summary>The last value given; null where there is none.</summary>
    public string? Value(string name)
    {
        var index = _given.FindLastIndex(option => option.Name == name);
        return index < 0 ? null : _given[index].Value;
    }

    public List<string> Values(string name) => [.. _given.Where(option => option.Name == name).Select(static option => option.Value)];

    /// <exception cref="UsageException">The value is no such number.</exception>
    public T? Number<T>(string name)
        where T : struct, IBinaryInteger<T>
    {
        if (Value(name) is not { } text)
        {
            return null;
        }

        return T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"--{name}: {text} is not a number");
    }

    /// <returns>How many further words the option took: 0 or 1.</returns>
    private int Take(string word, string? next, OptionSet known)
    {
        var text = word.TrimStart('-');
        var equals = text.IndexOf('=');
        var name = equals < 0 ? text : text[..equals];
        var (longName, hasValue) = known.Find(name) ?? throw new UsageException($"flag provided but not defined: -{name}");
        if (equals >= 0 || !hasValue)
        {
            _given.Add((longName, equals < 0 ? "true" : text[(equals + 1)..]));
            return 0;
        }

        _given.Add((longName, next ?? throw new UsageException($"flag needs an argument: -{name}")));
        return 1;
    }
}
