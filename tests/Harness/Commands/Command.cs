using Gantry.Linux;
using Gantry.Linux.Processes;

namespace Gantry.Harness.Commands;

/// <summary>A program to run to its end, with its output kept.</summary>
/// <param name="Program">A path, or a name to be found on PATH.</param>
public sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Set beside PATH, HOME and a UTF-8 locale, which every program gets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? WorkingDirectory { get; init; }

    /// <summary>What the program reads on its standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>Open in the program by these numbers; 0, 1 and 2 take the place of <see cref="Input"/> and of the kept output.</summary>
    public IReadOnlyDictionary<int, FileDescriptor> Descriptors { get; init; } = new Dictionary<int, FileDescriptor>();

    /// <summary>When it is killed, with all of its session.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    public async Task<CommandResult> Run()
    {
        await using var running = Start();
        return await running.End();
    }

    public RunningCommand Start()
    {
        var input = KeptOutput.Holding(Input);
        var output = new KeptOutput();
        var errors = new KeptOutput();
        var descriptors = new Dictionary<int, FileDescriptor>
        {
            [0] = input.Descriptor,
            [1] = output.Descriptor,
            [2] = errors.Descriptor,
        };
        foreach (var (number, descriptor) in Descriptors)
        {
            descriptors[number] = descriptor;
        }

        using (input)
        {
            return new RunningCommand(this, Spawn(descriptors).StartChild(), output, errors);
        }
    }

    public override string ToString() => string.Join(' ', [Program, .. Arguments]);

    private Spawn Spawn(Dictionary<int, FileDescriptor> descriptors) => new()
    {
        Path = Programs.Find(Program),
        Arguments = [Program, .. Arguments],
        // The command's own come first and win.
        Environment = [.. Environment.Concat(Programs.Environment).DistinctBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")],
        Descriptors = descriptors,
        WorkingDirectory = WorkingDirectory,
        NewSession = true,
    };
}
