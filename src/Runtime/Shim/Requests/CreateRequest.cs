using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Requests;

internal static class CreateRequest
{
    public static void Handle(ContainerShim shim, Request request)
    {
        var settings = CreateContainer.Read(request.Body);
        shim.Operations.Run(request, next => new ContainerCreation(shim, settings, request).Begin(next));
    }
}
