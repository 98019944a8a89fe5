using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Gantry.Runtime.Config;

/// <summary>Typed fields of a JSON object. An absent field and a null are the same; a field of the wrong type is an error that names it.</summary>
/// <remarks>By hand, for the serializer would add 3 ms to every start of the runtime and 1.4 MB to its size.</remarks>
internal static class JsonFields
{
    public static string? Text(this JsonElement parent, string name) => parent.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => WithoutZero(name, value),
        { } value => throw Expected(name, "a string", value),
    };

    public static bool? Flag(this JsonElement parent, string name) => parent.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Expected(name, "true or false", value),
    };

    public static T? Number<T>(this JsonElement parent, string name)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        parent.Field(name) is { } value ? Number<T>(name, value) : null;

    public static T? Object<T>(this JsonElement parent, string name, Func<JsonElement, T> read)
        where T : class =>
        parent.Field(name) is { } value ? Under(name, value, read) : null;

    public static List<T>? List<T>(this JsonElement parent, string name, Func<JsonElement, T> read)
    {
        if (parent.Field(name) is not { } array)
        {
            return null;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            throw Expected(name, "an array", array);
        }

        var list = new List<T>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            try
            {
                list.Add(read(item));
            }
            catch (ConfigException e)
            {
                throw e.Under($"{name}[{list.Count}]");
            }
        }

        return list;
    }

    public static List<string>? Texts(this JsonElement parent, string name)
    {
        if (parent.Field(name) is not { } array)
        {
            return null;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            throw Expected(name, "an array of strings", array);
        }

        var list = new List<string>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            list.Add(item.ValueKind == JsonValueKind.String ? WithoutZero($"{name}[{list.Count}]", item) : throw Expected($"{name}[{list.Count}]", "a string", item));
        }

        return list;
    }

    public static List<uint>? Numbers(this JsonElement parent, string name)
    {
        if (parent.Field(name) is not { } array)
        {
            return null;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            throw Expected(name, "an array of numbers", array);
        }

        var list = new List<uint>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            list.Add(Number<uint>($"{name}[{list.Count}]", item));
        }

        return list;
    }

    public static Dictionary<string, T>? Map<T>(this JsonElement parent, string name, Func<JsonElement, T> read)
    {
        if (parent.Field(name) is not { } map)
        {
            return null;
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            throw Expected(name, "an object", map);
        }

        var result = new Dictionary<string, T>();
        foreach (var property in map.EnumerateObject())
        {
            result[property.Name] = Under($"{name}.{property.Name}", property.Value, read);
        }

        return result;
    }

    public static Dictionary<string, string>? TextMap(this JsonElement parent, string name)
    {
        if (parent.Field(name) is not { } map)
        {
            return null;
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            throw Expected(name, "an object of strings", map);
        }

        var result = new Dictionary<string, string>();
        foreach (var property in map.EnumerateObject())
        {
            result[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? WithoutZero($"{name}.{property.Name}", property.Value)
                : throw Expected($"{name}.{property.Name}", "a string", property.Value);
        }

        return result;
    }

    /// <summary>The root of a document, which must be an object.</summary>
    public static JsonElement RequireObject(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object ? element : throw Expected(name, "an object", element);

    private static JsonElement? Field(this JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
        {
            throw Expected(name, "an object around it", parent);
        }

        return parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private static T Under<T>(string name, JsonElement value, Func<JsonElement, T> read)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Expected(name, "an object", value);
        }

        try
        {
            return read(value);
        }
        catch (ConfigException e)
        {
            throw e.Under(name);
        }
    }

    private static T Number<T>(string name, JsonElement value)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        value.ValueKind == JsonValueKind.Number && T.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Expected(name, $"a whole number from {T.MinValue} to {T.MaxValue}", value);

    /// <summary>The kernel would silently cut a string at its first zero byte: what was checked and what was done would differ.</summary>
    private static string WithoutZero(string name, JsonElement value)
    {
        var text = value.GetString() ?? "";
        return text.Contains('\0') ? throw new ConfigException(name, "contains a zero byte") : text;
    }

    private static ConfigException Expected(string name, string what, JsonElement value)
    {
        const int shown = 40;
        var text = value.GetRawText();
        return new ConfigException(name, $"expected {what}, found {(text.Length > shown ? text[..shown] + "…" : text)}");
    }
}
