using System.Buffers;
using System.Text;
using System.Text.Json;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cli;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary><c>list</c>: every container below the root.</summary>
internal static class ListContainers
{
    public static OptionSet Options { get; } = new(["format|f"], ["quiet|q"]);

    public static int Run(Invocation call)
    {
        var states = new List<ContainerState>();
        foreach (var directory in call.States.All())
        {
            if (directory.TryRead() is { } record)
            {
                states.Add(ContainerStatus.State(record, ContainerStatus.Of(directory, record)));
            }
        }

        if (call.Options.Has("quiet"))
        {
            states.ForEach(static state => Output.Write($"{state.Id}\n"));
            return 0;
        }

        switch (call.Options.Value("format") ?? "table")
        {
            case "table":
                Output.Write(Table(states));
                break;
            case "json":
                Output.Write(Json(states));
                break;
            default:
                throw new UsageException("invalid format option");
        }

        return 0;
    }

    private static string Table(List<ContainerState> states)
    {
        string[][] rows = [
            ["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"],
            .. states.Select(static state => new[] { state.Id, state.Pid.ToString(), state.Status, state.Bundle, state.Created ?? "", "root" })];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var table = new StringBuilder();
        foreach (var row in rows)
        {
            table.AppendJoin("   ", row.Select((cell, column) => cell.PadRight(widths[column]))).Append('\n');
        }

        return table.ToString();
    }

    private static ReadOnlySpan<byte> Json(List<ContainerState> states)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        states.ForEach(state => StateJson.Write(json, state));
        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
