using System.Collections;

namespace Gantry.Runtime.Supervise;

/// <summary>This process' environment, as programs are given it: <c>NAME=value</c>.</summary>
internal static class Surroundings
{
    public static IReadOnlyList<string> All => Without();

    /// <summary>Without these variables.</summary>
    public static IReadOnlyList<string> Without(params ReadOnlySpan<string> names)
    {
        var variables = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (!names.Contains((string)variable.Key))
            {
                variables.Add($"{variable.Key}={variable.Value}");
            }
        }

        return variables;
    }
}
