namespace Gantry.Runtime.Config;

/// <summary>A document is not what the specification allows: names the field, says what was expected there.</summary>
internal sealed class ConfigException(string field, string problem) : Exception($"{field}: {problem}")
{
    private readonly string _field = field;
    private readonly string _problem = problem;

    /// <summary>The same, seen from the object or array that holds the field.</summary>
    public ConfigException Under(string parent) => new(_field.StartsWith('[') ? parent + _field : $"{parent}.{_field}", _problem);
}
