using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim.Requests;

internal static class PauseRequest
{
    public static void Handle(ContainerShim shim, Request request) =>
        shim.Operations.RunCommand(request, ["pause"], () => shim.Container.IsPaused = true);
}
