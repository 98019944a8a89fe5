using Gantry.Runtime.Cli;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary><c>state</c>: prints where a container stands.</summary>
/// <remarks>runtime-spec runtime.md "Query State"</remarks>
internal static class ShowState
{
    public static OptionSet Options { get; } = new([], []);

    public static int Run(Invocation call)
    {
        var directory = call.States.Open(call.ContainerId);
        var record = directory.Read();
        Output.Write(StateJson.Write(ContainerStatus.State(record, ContainerStatus.Of(directory, record)), indented: true).Span);
        Output.Write("\n"u8);
        return 0;
    }
}
