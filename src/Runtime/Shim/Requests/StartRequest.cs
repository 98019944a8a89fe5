using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim.Requests;

internal static class StartRequest
{
    public static void Handle(ContainerShim shim, Request request) =>
        shim.Operations.RunCommand(request, ["start"], () => shim.Container.IsStarted = true);
}
