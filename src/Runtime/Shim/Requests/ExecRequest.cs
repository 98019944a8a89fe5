using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Requests;

internal static class ExecRequest
{
    public static void Handle(ContainerShim shim, Request request) =>
        new ExecStart(shim, ExecProcess.Read(request.Body), request).Begin();
}
