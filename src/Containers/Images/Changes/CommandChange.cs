using System.Text.Json;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Changes;

/// <summary>CMD and ENTRYPOINT.</summary>
internal static class CommandChange
{
    private static readonly string[] DefaultShell = ["/bin/sh", "-c"];

    internal static ImageConfig Cmd(ConfigEdit edit, string rest)
    {
        edit.CmdWasSet = true;
        return edit.Config with { Cmd = CommandOf(edit.Config, rest) };
    }

    // A command meant for another entry point would become its arguments.
    internal static ImageConfig Entrypoint(ConfigEdit edit, string rest) =>
        edit.Config with { Entrypoint = CommandOf(edit.Config, rest), Cmd = edit.CmdWasSet ? edit.Config.Cmd : null };

    /// <summary>The strings of a JSON array; null where the text is none.</summary>
    internal static List<string>? JsonForm(string text)
    {
        if (!text.StartsWith('['))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var items = document.RootElement.EnumerateArray().ToList();
            return items.TrueForAll(item => item.ValueKind == JsonValueKind.String)
                ? items.ConvertAll(item => item.GetString() ?? "")
                : throw new InvalidException("only string type is allowed in JSON string arrays");
        }
        catch (JsonException)
        {
            // As in a Dockerfile, a bracket that begins no JSON begins a shell command: [ -f x ] && y
            return null;
        }
    }

    private static IReadOnlyList<string> CommandOf(ImageConfig config, string rest) =>
        JsonForm(rest) ?? (rest.Length == 0 ? [] : [.. config.Shell ?? DefaultShell, rest]);
}
