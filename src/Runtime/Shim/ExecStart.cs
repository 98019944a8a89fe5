using System.Globalization;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;
using Gantry.Runtime.Shim.Processes;
using Gantry.Runtime.Shim.Streams;
using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim;

/// <summary>From a request to a program in the container, whose streams the request's connection then carries.</summary>
internal sealed class ExecStart(ContainerShim shim, ExecProcess settings, Request request)
{
    private readonly Exec _exec = new(settings.ExecId, new ProcessStreams(shim.Loop));

    private bool IsAttached => settings.Stdin || settings.Stdout || settings.Stderr;

    public void Begin()
    {
        var runtime = shim.Container.RequireLiving();
        var hasTerminal = ProcessDocument.HasTerminal(settings.Process.Span);
        shim.Execs.Add(_exec);
        try
        {
            Launch(runtime, hasTerminal);
        }
        catch
        {
            shim.Execs.Remove(_exec);
            throw;
        }
    }

    private void Launch(OciRuntime runtime, bool hasTerminal)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"exec-{shim.NextNumber()}");
        var launch = new ProcessLaunch(shim.Container.Bundle, name, hasTerminal, settings.Stdin, settings.Stdout, settings.Stderr);
        var document = Kernel.MemoryFile("process");
        try
        {
            Kernel.WriteAll(document, settings.Process.Span);
            string[] verb = ["exec", "--process", RuntimeLog.ProcPath(document), "--detach"];
            launch.Run(runtime, verb, shim.Container.Id, process => Launched(process, document), reason => Failed(reason, document));
        }
        catch
        {
            launch.Dispose();
            document.Dispose();
            throw;
        }
    }

    private void Launched(LaunchedProcess process, FileDescriptor document)
    {
        document.Dispose();
        _exec.Process = process.Handle;
        shim.Children.Adopt(process.Pid, Ended);

        // Without a limit to its patience: nobody else sees this process's output.
        var wanted = new AttachStreams { Stdin = settings.Stdin, Stdout = settings.Stdout, Stderr = settings.Stderr, PatienceMilliseconds = 0 };
        var role = new StreamRole(shim, _exec.Streams, request.Connection, wanted);
        if (IsAttached)
        {
            request.Connection.Role = role;
        }

        request.Answer(FrameKind.Started, new ProcessStarted { Pid = process.Pid });
        if (IsAttached)
        {
            _exec.Streams.Attach(role);
        }

        _exec.Streams.Open(process.Channels, endsWithFirstClient: true);
        if (request.Connection.IsClosed)
        {
            role.Closed(request.Connection);
        }
    }

    private void Failed(string reason, FileDescriptor document)
    {
        document.Dispose();
        shim.Execs.Remove(_exec);
        request.Fail(reason);
    }

    private void Ended(ReapedExit reaped)
    {
        var exit = new ProcessExit { ExecId = _exec.Id, Pid = reaped.Pid, ExitCode = reaped.Code, Time = reaped.Time };
        _exec.Exit = exit;
        _exec.Process?.Dispose();
        _exec.Streams.Settled = () => shim.Subscribers.Tell(exit);
        _exec.Streams.Ended = () =>
        {
            shim.Execs.Remove(_exec);
            shim.Ending.Check();
        };
        _exec.Streams.ProcessEnded(exit);
    }
}
