using Gantry.Harness.Packages;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>A shim that runs its container with our own runtime, as the engine has it.</summary>
public abstract class ShimTests
{
    private protected static Task<RunningShim> Start(TestBundle bundle, int pathLength = 0) => RunningShim.Start("", bundle, pathLength);

    /// <summary>A shim that runs its container with Debian's runc.</summary>
    private protected static async Task<RunningShim> StartWithRunc(TestBundle bundle) =>
        await RunningShim.Start((await Peers.Runc.Unpack()).Program("runc"), bundle);

    /// <summary>Attaches first, so that nothing is missed, and creates the container then.</summary>
    private protected static ShimClient Run(RunningShim shim, bool stdin = false, Func<CreateContainer, CreateContainer>? change = null)
    {
        var streams = shim.Attach(stdin);
        shim.Create(settings => change is null ? settings with { OpenStdin = stdin, StdinOnce = stdin } : change(settings)).Dispose();
        return streams;
    }

    private protected static SendSignal Kill { get; } = new() { Signal = 9 };

    private protected static void Delete(RunningShim shim)
    {
        using var client = shim.Connect();
        client.Do(FrameKind.Delete);
        Assert.Equal(0, shim.AwaitEnd().ShellCode);
    }
}
