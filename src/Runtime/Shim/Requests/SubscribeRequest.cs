using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim.Requests;

internal static class SubscribeRequest
{
    public static void Handle(ContainerShim shim, Request request)
    {
        request.Done();
        shim.Subscribers.Add(request.Connection);
    }
}
