using System.Text.Json;

namespace Gantry.Runtime.Shim.Processes;

/// <summary>The one thing that a shim must know of a runtime-spec <c>process</c>: whether it is to have a terminal.</summary>
internal static class ProcessDocument
{
    /// <summary>Whether the process is to have a terminal.</summary>
    /// <exception cref="InvalidDataException">It is no such document.</exception>
    public static bool HasTerminal(ReadOnlySpan<byte> process)
    {
        try
        {
            var reader = new Utf8JsonReader(process);
            reader.Read();
            return IsTrue(ref reader, "terminal"u8);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the process document is no JSON: {e.Message}", e);
        }
    }

    /// <summary>As <see cref="HasTerminal"/>, of the process in a bundle's <c>config.json</c>.</summary>
    /// <exception cref="InvalidDataException">It is no such document.</exception>
    public static bool BundleHasTerminal(ReadOnlySpan<byte> config)
    {
        try
        {
            var reader = new Utf8JsonReader(config);
            reader.Read();
            return FindMember(ref reader, "process"u8) && IsTrue(ref reader, "terminal"u8);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"config.json is no JSON: {e.Message}", e);
        }
    }

    private static bool IsTrue(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        FindMember(ref reader, name) && reader.TokenType == JsonTokenType.True;

    // Leaves the reader on the member's value.
    private static bool FindMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
