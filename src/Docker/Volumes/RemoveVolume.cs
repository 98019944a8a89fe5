using Gantry.Containers;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Volumes;

/// <summary><c>DELETE /volumes/{name}?force=BOOL</c>: 204; 404 where there is none and it is not forced, 409 where it is in use.</summary>
internal static class RemoveVolume
{
    public static Task HandleAsync(Exchange exchange)
    {
        try
        {
            exchange.Engine.Containers.VolumeUse.Remove(exchange.Path("name"));
        }
        catch (NotFoundException) when (exchange.Flag("force"))
        {
            // It is gone, as was wanted.
        }

        exchange.NoContent();
        return Task.CompletedTask;
    }
}
