using Gantry.Harness.Commands;

namespace Gantry.Harness;

/// <summary>A network of a test's own, with only loopback in it: for programs that would change the machine's.</summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private NetworkNamespace(string path) => Path = path;

    /// <summary>The file that keeps the namespace alive.</summary>
    public string Path { get; }

    /// <summary>Makes a namespace, kept by a file in the test's root.</summary>
    public static async Task<NetworkNamespace> Create(PrivateRoot root)
    {
        var made = new NetworkNamespace(root["netns"]);
        await File.WriteAllTextAsync(made.Path, "");
        (await Programs.Run("unshare", $"--net={made.Path}", "true")).Succeeded();
        (await made.Inside(new Command("ip", "link", "set", "lo", "up")).Run()).Succeeded();
        return made;
    }

    /// <summary>The same command, to be run in this namespace.</summary>
    public Command Inside(Command command) =>
        command with { Program = "nsenter", Arguments = [$"--net={Path}", Programs.Find(command.Program), .. command.Arguments] };

    /// <summary>As <c>/proc/PID/ns/net</c> of a process in it names it.</summary>
    public async Task<string> Name() => (await Inside(new Command("readlink", "/proc/self/ns/net")).Run()).Succeeded().Stdout.Trim();

    public async ValueTask DisposeAsync() => (await Programs.Run("umount", "--lazy", Path)).Succeeded();
}
