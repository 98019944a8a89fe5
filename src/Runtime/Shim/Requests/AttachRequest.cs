using Gantry.Runtime.Shim.Streams;
using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Requests;

internal static class AttachRequest
{
    public static void Handle(ContainerShim shim, Request request)
    {
        var role = new StreamRole(shim, shim.Container.Streams, request.Connection, AttachStreams.Read(request.Body));
        request.Connection.Role = role;
        request.Done();
        shim.Container.Streams.Attach(role);
    }
}
