using System.Text.Json.Nodes;
using Gantry.Harness.Commands;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Harness.Runtimes;

/// <summary>One container of the runtime under test, in a private root, driven by the runtime's command line.</summary>
public sealed class TestContainer : IAsyncDisposable
{
    public const string Id = "box";

    private TestContainer(PrivateRoot root, Bundle bundle, string runtime) => (Root, Bundle, Runtime) = (root, bundle, runtime);

    public Bundle Bundle { get; }

    /// <summary>The runtime's program.</summary>
    public string Runtime { get; }

    /// <summary>Where tests put what the container is given from the host.</summary>
    public PrivateRoot Root { get; }

    /// <summary>The path of the container's own control group, below each hierarchy.</summary>
    public string Cgroup => $"{Root.Cgroup}/{Id}";

    /// <summary>Options for every command, such as <c>--systemd-cgroup</c>.</summary>
    public IReadOnlyList<string> GlobalOptions { get; set; } = [];

    /// <summary>What a created container writes to its standard output.</summary>
    public OutputPipe Output { get; } = new();

    /// <summary>The process of a created container, in the host's numbers.</summary>
    public int Pid => int.Parse(File.ReadAllText(Root["pid"]));

    /// <summary>A container that will run a shell script.</summary>
    public static Task<TestContainer> Shell(string script) => Of("sh", "-c", script);

    /// <summary>A container that will run a program; nothing is made yet but its bundle.</summary>
    /// <param name="arguments">The program and its arguments.</param>
    public static async Task<TestContainer> Of(params IReadOnlyList<string> arguments)
    {
        var root = PrivateRoot.Create();
        return new TestContainer(root, await Bundle.Create(root["bundle"], $"{root.Cgroup}/{Id}", arguments), await RuntimeUnderTest.Program());
    }

    /// <summary>The runtime, with its state in the private root.</summary>
    public Command Command(params IReadOnlyList<string> arguments) => new(Runtime, ["--root", Root["state"], .. GlobalOptions, .. arguments]);

    /// <summary>Runs the container to its end.</summary>
    public Task<CommandResult> Run(params IReadOnlyList<string> options)
    {
        Bundle.Save();
        return Command(["run", "--bundle", Bundle.Path, .. options, Id]).Run();
    }

    /// <summary>Creates the container, its output going to a file.</summary>
    public Task<CommandResult> Create(params IReadOnlyList<string> options) => Detached("create", options);

    /// <summary>Creates and starts the container, without waiting for its end.</summary>
    public async Task<TestContainer> Begin(params IReadOnlyList<string> options)
    {
        (await Detached("run", ["--detach", .. options])).Succeeded();
        return this;
    }

    /// <summary>A command about this container, such as <c>start</c>.</summary>
    public Task<CommandResult> Do(string verb, params IReadOnlyList<string> options) => Command([verb, .. options, Id]).Run();

    /// <summary>Runs a program in the running container.</summary>
    public Task<CommandResult> Exec(params IReadOnlyList<string> arguments) => Command(["exec", Id, .. arguments]).Run();

    public async Task<JsonObject> State() => JsonNode.Parse((await Do("state")).Succeeded().Stdout)!.AsObject();

    public async Task<string> Status() => (string)(await State())["status"]!;

    /// <summary>Waits until the container's process has ended.</summary>
    public async Task Ended()
    {
        using var process = Kernel.TryPidfdOpen(Pid);
        if (process is not null)
        {
            await Task.Factory.StartNew(() => Kernel.Poll([new PollEntry(process, PollEvents.Readable)], 30_000), TaskCreationOptions.LongRunning);
        }
    }

    /// <summary>A file of the container's group in the hierarchy that has it.</summary>
    public string CgroupFile(string name) => TestCgroups.Directories(Cgroup).Select(directory => Path.Combine(directory, name)).First(File.Exists);

    public async ValueTask DisposeAsync()
    {
        await Do("delete", "--force");
        Output.Dispose();
        await Root.DisposeAsync();
    }

    private async Task<CommandResult> Detached(string verb, IReadOnlyList<string> options)
    {
        Bundle.Save();
        // Its standard error stays the command's own, for the messages of the runtime.
        var command = Command([verb, "--bundle", Bundle.Path, "--pid-file", Root["pid"], .. options, Id]);
        var result = await (command with { Descriptors = new Dictionary<int, FileDescriptor> { [1] = Output.Writer } }).Run();
        Output.CloseWriter();
        return result;
    }
}
