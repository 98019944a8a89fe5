using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim.Requests;

internal static class ReopenLogRequest
{
    public static void Handle(ContainerShim shim, Request request)
    {
        var log = shim.Container.Streams.Log ?? throw new InvalidOperationException("the container keeps no log");
        log.Reopen();
        request.Done();
    }
}
