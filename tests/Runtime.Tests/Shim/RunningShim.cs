using System.Text;
using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>A shim as a daemon starts it, on a root of its own, with a bundle; whatever is left of it and its container is killed when it is disposed.</summary>
internal sealed class RunningShim : IAsyncDisposable
{
    private readonly PrivateRoot _root;
    private readonly string _runtime;
    private readonly ChildProcess _process;
    private FileDescriptor[] _orphans = [];

    private RunningShim(PrivateRoot root, string runtime, ChildProcess process)
    {
        _root = root;
        _runtime = runtime;
        _process = process;
    }

    public int Pid => _process.Pid;

    public string this[string name] => _root[name];

    public string LogPath => _root["container.log"];

    public string ExitPath => _root["exit"];

    public static async Task<RunningShim> Start(string runtime, TestBundle bundle, int pathLength = 0)
    {
        var root = PrivateRoot.Create(pathLength);
        await bundle.Write(root, root["bundle"]);
        using var listening = Kernel.UnixSocket();
        Kernel.BindUnix(listening, root["shim.sock"]);
        Kernel.Listen(listening);
        using var complaints = Kernel.Open(root["shim.stderr"], OpenFlags.WriteOnly | OpenFlags.Create, 0x180);
        var spawn = new Spawn
        {
            Path = Binaries.Runtime,
            Arguments = ["gantry-runtime", "shim"],
            Environment = [$"PATH={Environment.GetEnvironmentVariable("PATH")}"],
            Descriptors = new Dictionary<int, FileDescriptor> { [2] = complaints, [3] = listening },
        };
        return new RunningShim(root, runtime, spawn.StartChild());
    }

    public ShimClient Connect(int version = ProtocolVersion.Current) => ShimClient.Connect(_root["shim.sock"], version);

    /// <summary>Runs the runtime itself on the container's state.</summary>
    public Task<CommandResult> Runtime(params string[] arguments) => new Command(Binaries.Runtime, ["--root", _root["runtime"], .. arguments]).Run();

    public CreateContainer Settings => new()
    {
        Id = Path.GetFileName(_root.Path),
        Bundle = _root["bundle"],
        RuntimeRoot = _root["runtime"],
        Runtime = _runtime,
        ExitFile = ExitPath,
        StartNow = true,
        Log = new LogTarget { Path = LogPath },
    };

    /// <summary>Creates the container and gives the connection it was asked on.</summary>
    public ShimClient Create(Func<CreateContainer, CreateContainer>? change = null)
    {
        var client = Connect();
        client.Ask(FrameKind.Create, change is null ? Settings : change(Settings), FrameKind.Started);
        return client;
    }

    public ShimClient Attach(bool stdin = false, long patienceMilliseconds = AttachStreams.DefaultPatienceMilliseconds)
    {
        var client = Connect();
        client.Do(FrameKind.Attach, new AttachStreams { Stdin = stdin, Stdout = true, Stderr = true, PatienceMilliseconds = patienceMilliseconds });
        return client;
    }

    public ShimClient Exec(string id, string command, bool stdin = false, bool terminal = false)
    {
        var client = Connect();
        client.Ask(FrameKind.Exec, ExecOf(id, command, terminal) with { Stdin = stdin, Stdout = true, Stderr = !terminal }, FrameKind.Started);
        return client;
    }

    public static ExecProcess ExecOf(string id, string command, bool terminal = false) =>
        new() { ExecId = id, Process = Encoding.UTF8.GetBytes(TestBundle.Process(command, terminal).ToJsonString()) };

    /// <summary>Kills the shim, and nothing else: a runtime that it has just started goes on.</summary>
    public void Kill()
    {
        _process.TrySignal(Signal.SIGSTOP);
        _orphans = [.. ProcessTree.ChildrenOf(Pid).Where(IsRuntime).Select(Kernel.TryPidfdOpen).OfType<FileDescriptor>()];
        _process.TrySignal(Signal.SIGKILL);
    }

    public void Send(Signal signal) => _process.TrySignal(signal);

    /// <summary>Waits for the shim's own end.</summary>
    public ExitStatus AwaitEnd()
    {
        Assert.True(Kernel.Poll([new PollEntry(_process.Pidfd, PollEvents.Readable)], 20_000) > 0, "the shim does not end");
        return _process.Wait();
    }

    // A runtime that the shim has just started would else go on clearing away beside whoever removes the rest.
    private void EndInOrder()
    {
        try
        {
            using var client = Connect();
            client.Send(FrameKind.Delete);
            client.Receive();
            Kernel.Poll([new PollEntry(_process.Pidfd, PollEvents.Readable)], 5000);
        }
        catch (Exception e) when (e is LinuxException or TimeoutException or Xunit.Sdk.XunitException)
        {
            // It has ended, or been killed.
        }
    }

    private static bool IsRuntime(int pid) => new FileInfo($"/proc/{pid}/exe").LinkTarget?.Contains("gantry-runtime") == true;

    public string Complaints => File.ReadAllText(_root["shim.stderr"]);

    public string Log => File.ReadAllText(LogPath);

    public ProcessExit? RecordedExit => ExitRecord.Last(File.ReadAllBytes(ExitPath));

    public async ValueTask DisposeAsync()
    {
        EndInOrder();
        _process.TrySignal(Signal.SIGKILL);
        foreach (var orphan in _orphans)
        {
            Kernel.Poll([new PollEntry(orphan, PollEvents.Readable)], 5000);
            orphan.Dispose();
        }

        _process.Dispose();
        await _root.DisposeAsync();
    }
}
