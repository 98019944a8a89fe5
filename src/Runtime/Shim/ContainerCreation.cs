using Gantry.Runtime.Shim.Logs;
using Gantry.Runtime.Shim.Processes;
using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim;

/// <summary>From a request to a container: all that it needs is taken first, and given back if the runtime refuses.</summary>
internal sealed class ContainerCreation(ContainerShim shim, CreateContainer settings, Request request)
{
    private readonly OciRuntime _runtime = new(shim.Children, settings);

    /// <summary>Begins; <paramref name="next"/> is called when it is done, unless this throws.</summary>
    public void Begin(Action next)
    {
        if (shim.Container.IsCreated)
        {
            throw new InvalidOperationException($"this shim has a container already: {shim.Container.Id}");
        }

        var hasTerminal = ProcessDocument.BundleHasTerminal(File.ReadAllBytes(Path.Combine(settings.Bundle, "config.json")));
        var end = new ContainerEnd(shim, settings);
        ContainerLog? log = null;
        ProcessLaunch? launch = null;
        try
        {
            log = settings.Log is { } target ? new ContainerLog(target) : null;
            launch = new ProcessLaunch(settings.Bundle, "init", hasTerminal, settings.OpenStdin, stdout: true, stderr: true);
            launch.Run(_runtime, Verb, settings.Id, process => Created(process, end, log, next), reason => Refused(reason, end, log, next));
        }
        catch
        {
            launch?.Dispose();
            log?.Dispose();
            end.Dispose();
            throw;
        }
    }

    private string[] Verb => settings.StartNow ? ["run", "--detach", "--bundle", settings.Bundle] : ["create", "--bundle", settings.Bundle];

    private void Created(LaunchedProcess process, ContainerEnd end, ContainerLog? log, Action next)
    {
        shim.Container.Created(settings, _runtime, process);
        shim.Container.Streams.Log = log;
        end.Await(process);
        request.Answer(FrameKind.Started, new ProcessStarted { Pid = process.Pid });
        shim.Container.Streams.Open(process.Channels, settings.StdinOnce);
        next();
    }

    private void Refused(string reason, ContainerEnd end, ContainerLog? log, Action next)
    {
        log?.Dispose();
        end.Dispose();
        request.Fail(reason);
        next();
    }
}
