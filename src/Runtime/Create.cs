using Gantry.Linux;
using Gantry.Runtime.Child;
using Gantry.Runtime.Cli;
using Gantry.Runtime.Config;
using Gantry.Runtime.Processes;
using Gantry.Runtime.Terminal;

namespace Gantry.Runtime;

/// <summary><c>create</c>: makes a container that waits to be started.</summary>
/// <remarks>runtime-spec runtime.md "Create"; the flags are runc's.</remarks>
internal static class Create
{
    public static OptionSet Options { get; } = new(
        ["bundle|b", "console-socket", "pidfd-socket", "pid-file", "preserve-fds"],
        ["no-pivot", "no-new-keyring"]);

    public static int Run(Invocation call)
    {
        using var child = Make(call, Bundle.Read(BundlePath(call)), startNow: false);
        return 0;
    }

    public static string BundlePath(Invocation call) => Path.GetFullPath(call.Options.Value("bundle") ?? ".");

    /// <summary>The part that <c>run</c> shares.</summary>
    public static ClonedChild Make(Invocation call, ConfigDocument document, bool startNow, FileDescriptor? console = null)
    {
        var hasTerminal = document.Config.Process is { Terminal: true };
        var socketPath = call.Options.Value("console-socket");
        if (hasTerminal != (socketPath is not null || console is not null))
        {
            throw new UsageException(hasTerminal
                ? "cannot allocate tty if runc will detach without setting console socket"
                : "cannot use console socket if runc will not detach or allocate tty");
        }

        using var connected = socketPath is null ? null : ConsoleSocket.Connect(socketPath);
        var options = new CreationOptions
        {
            Id = call.ContainerId,
            Bundle = BundlePath(call),
            CgroupDriver = call.CgroupDriver,
            ConsoleSocket = connected ?? console,
            PidFile = call.Options.Value("pid-file"),
            PidfdSocket = call.Options.Value("pidfd-socket"),
            NoPivot = call.Options.Has("no-pivot"),
            NewKeyring = !call.Options.Has("no-new-keyring"),
            ListenDescriptors = ListenDescriptors.Count(),
            PreservedDescriptors = call.Options.Number<int>("preserve-fds") ?? 0,
            StartNow = startNow,
        };
        return new ContainerCreation(options, document, call.Log.Warn).Run(call.States);
    }
}
