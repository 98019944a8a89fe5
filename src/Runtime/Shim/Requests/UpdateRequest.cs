using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim.Requests;

internal static class UpdateRequest
{
    public static void Handle(ContainerShim shim, Request request)
    {
        var resources = Kernel.MemoryFile("resources");
        Kernel.WriteAll(resources, request.Body);
        Kernel.SeekToStart(resources);
        shim.Operations.RunCommand(
            request, ["update", "--resources", "-"], () => { }, resources.Dispose, new Dictionary<int, FileDescriptor> { [0] = resources });
    }
}
