using Gantry.Linux.Pty;
using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Requests;

internal static class ResizeRequest
{
    public static void Handle(ContainerShim shim, Request request)
    {
        var resize = ResizeTerminal.Read(request.Body);
        var size = new WindowSize(Characters(resize.Width), Characters(resize.Height));
        var streams = resize.ExecId.Length == 0 ? shim.Container.Streams : shim.Execs.Get(resize.ExecId).Streams;
        streams.Resize(size);
        request.Done();
    }

    private static ushort Characters(int count) =>
        count is >= 0 and <= ushort.MaxValue ? (ushort)count : throw new ArgumentException($"a terminal cannot be {count} characters wide or high", nameof(count));
}
