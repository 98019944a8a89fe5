using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;
using Gantry.Linux;

namespace Gantry.EndToEnd.Docker;

/// <summary>What <c>docker events</c> tells of one container, from its beginning on, one action after the other.</summary>
internal sealed class EventLines : IAsyncDisposable
{
    private readonly OutputPipe _output = new();
    private readonly RunningCommand _events;

    private EventLines(LocalEngine engine, IReadOnlyList<string> filters)
    {
        string[] arguments = ["events", "--since", "1", "--format", "{{.Action}}", .. filters.SelectMany(filter => new[] { "--filter", filter })];
        _events = (engine.DockerCommand(arguments) with { Descriptors = new Dictionary<int, FileDescriptor> { [1] = _output.Writer } }).Start();
        _output.CloseWriter();
    }

    public static EventLines Of(LocalEngine engine, params IReadOnlyList<string> filters) => new(engine, filters);

    public Task<string> Next() => _output.Line();

    /// <summary>Reads on until this action, which is the last of those returned.</summary>
    public async Task<IReadOnlyList<string>> Until(string action)
    {
        var seen = new List<string>();
        while (seen is not [.., var last] || last != action)
        {
            seen.Add(await Next());
        }

        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        _output.Dispose();
    }
}
