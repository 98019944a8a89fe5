using System.Globalization;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Requests;

internal static class SignalRequest
{
    public static void Handle(ContainerShim shim, Request request)
    {
        var signal = SendSignal.Read(request.Body);
        if (signal.All)
        {
            var number = signal.Signal.ToString(CultureInfo.InvariantCulture);
            shim.Operations.RunCommand(request, ["kill", "--all"], () => { }, trailing: number);
            return;
        }

        var process = signal.ExecId.Length == 0 ? shim.Container.Process : shim.Execs.Get(signal.ExecId).Process;
        if (process is null || !Kernel.TryPidfdSendSignal(process, (Signal)signal.Signal))
        {
            throw new InvalidOperationException(process is null ? "the container does not exist yet" : "the process has ended");
        }

        request.Done();
    }
}
