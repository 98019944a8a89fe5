using System.Net;
using System.Text.RegularExpressions;
using Gantry.Containers.Lifecycle;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What <c>docker logs --details</c> shows in front of each line: the labels and variables that the log's options name, and its tag.</summary>
/// <remarks>moby: daemon/logger/loginfo.go, ExtraAttributes.</remarks>
internal static class LogDetails
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static string Of(ContainerRecord record)
    {
        var document = ContainerDescription.ReadDocument(record);
        var options = document.HostConfig.LogConfig?.Config ?? new Dictionary<string, string>();
        var environment = (document.Config.Env ?? []).Select(entry => entry.Split('=', 2)).Where(pair => pair.Length == 2)
            .DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(found, record.Labels, options, "labels");
        Add(found, environment, options, "env");
        if (options.GetValueOrDefault("tag", "") is { Length: > 0 } tag)
        {
            found["tag"] = Expand(tag, record);
        }

        return string.Join(',', found.Select(entry => $"{WebUtility.UrlEncode(entry.Key)}={WebUtility.UrlEncode(entry.Value)}"));
    }

    private static void Add(
        SortedDictionary<string, string> found, IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> options, string option)
    {
        var names = options.GetValueOrDefault(option, "").Split(',');
        var pattern = options.GetValueOrDefault($"{option}-regex", "");
        foreach (var (name, value) in values)
        {
            if (names.Contains(name) || (pattern.Length > 0 && Regex.IsMatch(name, pattern, RegexOptions.NonBacktracking, Patience)))
            {
                found[name] = value;
            }
        }
    }

    private static string Expand(string tag, ContainerRecord record) => tag
        .Replace("{{.ID}}", record.Id.Short, StringComparison.Ordinal)
        .Replace("{{.FullID}}", record.Id.Hex, StringComparison.Ordinal)
        .Replace("{{.Name}}", record.Name, StringComparison.Ordinal)
        .Replace("{{.ImageName}}", record.ImageName, StringComparison.Ordinal)
        .Replace("{{.DaemonName}}", "docker", StringComparison.Ordinal);
}
