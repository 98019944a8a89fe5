using System.Net.Sockets;
using System.Text;
using Gantry.Containers.Networks.Dns;
using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle.Shims;

/// <summary>Starts shims and finds them again.</summary>
internal sealed class ShimLauncher : IDisposable
{
    private const int StandardError = 2;

    /// <summary>By this number a shim has the socket that it listens on.</summary>
    public const int ListeningDescriptor = 3;

    public const string SocketName = "shim.sock";

    private const int ResolverUdpDescriptor = 4;
    private const int ResolverTcpDescriptor = 5;
    private const int MaxComplaint = 4096;

    /// <summary>After this time a shim that owes an answer is looked at.</summary>
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(2);

    /// <summary>Longer than its runtime can take to kill a container and to remove its groups.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(30);

    private readonly SealedProgram _runtime;
    private readonly ContainerPaths _paths;
    private readonly FileDescriptor _folder;

    /// <summary>Makes the folder of the sockets.</summary>
    /// <param name="runtime">The path of <c>gantry-runtime</c>.</param>
    /// <param name="paths">Where the containers' files are.</param>
    public ShimLauncher(string runtime, ContainerPaths paths)
    {
        _runtime = SealedProgram.Open(runtime);
        _paths = paths;
        Directory.CreateDirectory(paths.Volatile);
        _folder = Kernel.Open(paths.Volatile, OpenFlags.PathOnly | Kernel.DirectoryOnly);
    }

    /// <summary>Starts a container's shim. It can be connected to at once.</summary>
    /// <param name="id">The container's.</param>
    /// <param name="resolver">Sockets that it only keeps open, so that questions about names wait in them while no daemon is there.</param>
    public void Start(ContainerId id, ResolverSockets? resolver)
    {
        Directory.CreateDirectory(_paths.Bundle(id));
        File.Delete(_paths.ShimSocket(id));
        File.Delete(_paths.ExitFile(id));
        using var listening = Kernel.UnixSocket();
        Kernel.BindUnix(listening, Address(id));
        Kernel.Listen(listening);
        var descriptors = new Dictionary<int, FileDescriptor> { [ListeningDescriptor] = listening };
        if (resolver is not null)
        {
            (descriptors[ResolverUdpDescriptor], descriptors[ResolverTcpDescriptor]) = (resolver.Udp, resolver.Tcp);
        }

        new Spawn
        {
            Path = _runtime.Path,
            Arguments = ["gantry-runtime", "shim"],
            Descriptors = descriptors,
            WorkingDirectory = "/",
            NewSession = true,
        }.Start();
    }

    /// <summary>A connection to tell a container's shim what to do.</summary>
    /// <exception cref="ShimException">There is no shim.</exception>
    public Task<ShimConnection> ConnectAsync(ContainerId id) =>
        ReachAsync(() => ShimConnection.ConnectAsync(Address(id), CancellationToken.None));

    /// <summary>Listens for the ends of a container's processes.</summary>
    /// <exception cref="ShimException">There is no shim.</exception>
    public Task<ExitWatch> WatchAsync(ContainerId id, Func<ProcessExit, Task> onExit, Func<Task> onLost) =>
        ReachAsync(() => ExitWatch.StartAsync(Address(id), onExit, onLost, CancellationToken.None));

    /// <summary>Joins the streams of a container's own process.</summary>
    /// <exception cref="ShimException">There is no shim.</exception>
    public Task<ShimStream> AttachAsync(ContainerId id, AttachStreams wanted) =>
        ReachAsync(() => ShimStream.AttachAsync(Address(id), wanted, CancellationToken.None));

    /// <summary>Runs a program in a container and joins its streams.</summary>
    /// <exception cref="ShimException">There is no shim, or the program cannot be run.</exception>
    public Task<(ShimStream Stream, int Pid)> ExecAsync(ContainerId id, ExecProcess wanted) =>
        ReachAsync(() => ShimStream.ExecAsync(Address(id), wanted, CancellationToken.None));

    /// <summary>Borrows the sockets that a container's shim was started with.</summary>
    /// <exception cref="ShimException">There is no shim.</exception>
    /// <exception cref="LinuxException">It has none.</exception>
    public async Task<ResolverSockets> BorrowResolverAsync(ContainerId id)
    {
        await using var shim = await ConnectAsync(id);
        await shim.GetStatusAsync(CancellationToken.None);
        using var process = Kernel.PidfdOpen(shim.PeerPid);
        var udp = Kernel.PidfdGetFd(process, ResolverUdpDescriptor);
        try
        {
            return new ResolverSockets(udp, Kernel.PidfdGetFd(process, ResolverTcpDescriptor));
        }
        catch
        {
            udp.Dispose();
            throw;
        }
    }

    /// <summary>Whether the last run's end has been written down.</summary>
    public bool HasEnded(ContainerId id) => File.Exists(_paths.ExitFile(id));

    /// <summary>Ends the shim with what it holds; where it is dead or does not answer, the container is killed and deleted in its stead.</summary>
    /// <returns>Whether it did not answer, and was killed.</returns>
    public async Task<bool> EndAsync(ContainerId id)
    {
        if (!File.Exists(_paths.ShimSocket(id)))
        {
            return false;
        }

        var wasKilled = false;
        try
        {
            wasKilled = !await EndsInTimeAsync(id, AskToEndAsync(id));
        }
        catch (ShimException)
        {
            // It is dead, or could not: what there is of the container is deleted in its stead.
        }

        if (wasKilled)
        {
            await Task.Run(() => ShimProcesses.Kill(id));
        }

        // A runtime that was killed leaves state that its shim took for no container.
        if (Directory.Exists(_paths.RuntimeState(id)))
        {
            await DeleteByRuntimeAsync(id);
        }

        File.Delete(_paths.ShimSocket(id));
        return wasKilled;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _runtime.Dispose();
    }

    private async Task AskToEndAsync(ContainerId id)
    {
        await using var shim = await ConnectAsync(id);
        await shim.DeleteAsync(CancellationToken.None);
    }

    /// <summary>False where the shim is stopped, or has not answered for so long that it never will.</summary>
    private static async Task<bool> EndsInTimeAsync(ContainerId id, Task end)
    {
        await Task.WhenAny(end, Task.Delay(FirstPatience));
        if (!end.IsCompleted && !ShimProcesses.Find(id).Any(ShimProcesses.IsStopped))
        {
            await Task.WhenAny(end, Task.Delay(LastPatience));
        }

        if (!end.IsCompleted)
        {
            // Its connection breaks when the shim is killed.
            _ = end.ContinueWith(static broken => broken.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }

        await end;
        return true;
    }

    private async Task DeleteByRuntimeAsync(ContainerId id)
    {
        using var complaint = Kernel.Pipe();
        var pid = new Spawn
        {
            Path = _runtime.Path,
            Arguments = ["gantry-runtime", "--root", _paths.RuntimeRoot, "delete", "--force", id.Hex],
            Descriptors = new Dictionary<int, FileDescriptor> { [StandardError] = complaint.Write },
            WorkingDirectory = "/",
        }.Start();
        complaint.Write.Dispose();
        await Task.Run(() => AwaitEnd(pid));
        if (Directory.Exists(_paths.RuntimeState(id)))
        {
            var words = new byte[MaxComplaint];
            var length = Kernel.Read(complaint.Read, words);
            throw new ShimException($"container {id} cannot be deleted: {Encoding.UTF8.GetString(words, 0, length).Trim()}");
        }
    }

    // Not waited for as a child: the daemon has the kernel reap its children, which are shims and live long. So this one may be gone by now, too.
    private static void AwaitEnd(int pid)
    {
        using var process = Kernel.TryPidfdOpen(pid);
        if (process is not null)
        {
            var ended = new PollEntry(process, PollEvents.Readable);
            Kernel.Poll(new Span<PollEntry>(ref ended));
        }
    }

    // By an open folder, since a root's path may be longer than a socket's address.
    private string Address(ContainerId id) => $"{_folder.ProcPath}/{id.Hex}/{SocketName}";

    private static async Task<T> ReachAsync<T>(Func<Task<T>> connect)
    {
        try
        {
            return await connect();
        }
        catch (SocketException e)
        {
            throw new ShimException("the container's shim is gone", e);
        }
    }
}
