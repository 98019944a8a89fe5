using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Cli;

namespace Gantry.Runtime;

/// <summary><c>ps</c>: the processes of a container, as the host's own <c>ps</c> shows them.</summary>
internal static class ListProcesses
{
    private const string Program = "/bin/ps";

    public static OptionSet Options { get; } = new(["format|f"], []);

    public static int Run(Invocation call)
    {
        var record = call.OpenContainer().Read();
        using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
        var pids = cgroup.Processes();
        switch (call.Options.Value("format") ?? "table")
        {
            case "json":
                Output.Write(Json(pids));
                break;
            case "table":
                Output.Write(Table(pids, [.. call.Options.Rest.Skip(1)]));
                break;
            default:
                throw new UsageException("invalid format option");
        }

        return 0;
    }

    private static ReadOnlySpan<byte> Json(IReadOnlyList<int> pids)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var pid in pids)
        {
            json.WriteNumberValue(pid);
        }

        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan;
    }

    /// <summary>The heading, and the lines whose column PID has one of the numbers.</summary>
    private static string Table(IReadOnlyList<int> pids, IReadOnlyList<string> arguments)
    {
        var lines = RunPs(arguments.Count == 0 ? ["-ef"] : arguments).Split('\n');
        var column = Array.IndexOf(Words(lines[0]), "PID");
        if (column < 0)
        {
            throw new UsageException("couldn't find PID field in ps output");
        }

        var table = new StringBuilder(lines[0]).Append('\n');
        foreach (var line in lines.Skip(1))
        {
            if (Words(line) is var words && words.Length > column
                && int.TryParse(words[column], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pids.Contains(pid))
            {
                table.Append(line).Append('\n');
            }
        }

        return table.ToString();
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string RunPs(IReadOnlyList<string> arguments)
    {
        var pipe = Kernel.Pipe();
        using var reader = pipe.Read;
        using var child = StartPs(arguments, pipe.Write);
        using var output = new MemoryStream();
        var buffer = new byte[4096];
        while (Kernel.Read(reader, buffer) is > 0 and var count)
        {
            output.Write(buffer, 0, count);
        }

        var status = child.Wait();
        return status.ShellCode == 0 ? Encoding.UTF8.GetString(output.ToArray()) : throw new UsageException($"ps: {status}");
    }

    private static ChildProcess StartPs(IReadOnlyList<string> arguments, FileDescriptor output)
    {
        using (output)
        {
            return new Spawn
            {
                Path = Program,
                Arguments = ["ps", .. arguments],
                Environment = ["PATH=/usr/bin:/bin"],
                Descriptors = new Dictionary<int, FileDescriptor> { [1] = output, [2] = FileDescriptor.Borrow(2) },
            }.StartChild();
        }
    }
}
