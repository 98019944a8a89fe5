using Gantry.Containers;

namespace Gantry.Docker.Streams;

/// <summary>Watches a terminal's input for the keys by which a client leaves while the program goes on.</summary>
internal sealed class DetachKeys
{
    private const string Default = "ctrl-p,ctrl-q";

    private readonly byte[] _keys;
    private int _matched;

    private DetachKeys(byte[] keys) => _keys = keys;

    /// <summary>Reads keys such as <c>ctrl-p,ctrl-q</c>; nothing means these.</summary>
    /// <exception cref="InvalidException">A key is unknown.</exception>
    public static DetachKeys Parse(string? text) =>
        new([.. (string.IsNullOrEmpty(text) ? Default : text).Split(',').Select(key => ParseKey(key, text ?? ""))]);

    /// <summary>Goes over some input.</summary>
    /// <param name="input">What the client typed.</param>
    /// <param name="passed">What the program is to get: without the keys, where all of them have come.</param>
    /// <returns>True when the client has typed all keys in a row.</returns>
    public bool Filter(ReadOnlySpan<byte> input, List<byte> passed)
    {
        foreach (var value in input)
        {
            if (value == _keys[_matched])
            {
                _matched++;
                if (_matched == _keys.Length)
                {
                    _matched = 0;
                    return true;
                }

                continue;
            }

            // What was held back was no beginning of the keys after all.
            passed.AddRange(_keys.AsSpan(0, _matched));
            _matched = value == _keys[0] ? 1 : 0;
            if (_matched == 0)
            {
                passed.Add(value);
            }
        }

        return false;
    }

    private static byte ParseKey(string key, string all) => key switch
    {
        [var single] when char.IsAscii(single) => (byte)single,
        ['c', 't', 'r', 'l', '-', >= 'a' and <= 'z' and var letter] => (byte)(letter - 'a' + 1),
        "ctrl-@" => 0,
        "ctrl-[" => 27,
        "ctrl-\\" => 28,
        "ctrl-]" => 29,
        "ctrl-^" => 30,
        "ctrl-_" => 31,
        _ => throw new InvalidException($"Invalid detach keys ({all}) provided: Unknown character: '{key}'"),
    };
}
