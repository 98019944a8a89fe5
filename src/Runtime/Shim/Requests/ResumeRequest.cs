using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim.Requests;

internal static class ResumeRequest
{
    public static void Handle(ContainerShim shim, Request request) =>
        shim.Operations.RunCommand(request, ["resume"], () => shim.Container.IsPaused = false);
}
