using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim.Requests;

internal static class DeleteRequest
{
    public static void Handle(ContainerShim shim, Request request) => shim.Ending.Delete(request);
}
