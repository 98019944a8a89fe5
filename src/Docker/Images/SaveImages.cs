using Gantry.Containers;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Images;

/// <summary><c>GET /images/get?names=NAME…&amp;platform=JSON</c> and <c>GET /images/{name}/get</c>: an archive of images.</summary>
internal static class SaveImages
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var save = exchange.Engine.Containers.Images.Save();
        var saved = save.Find(Names(exchange));
        if (PlatformQuery.Read(exchange) is { } platform
            && saved.FirstOrDefault(image => image.Image.Document.Platform is var has && (has.Os != platform.Os || has.Architecture != platform.Architecture)) is { } other)
        {
            throw new NotFoundException(
                $"image with reference {(other.Names.Count > 0 ? other.Names[0].Familiar : other.Image.Id)} was found but does not provide the specified platform ({platform})");
        }

        exchange.Response.ContentType = "application/x-tar";
        await save.WriteAsync(saved, exchange.Response.Body, exchange.CancellationToken);
    }

    private static string[] Names(Exchange exchange) =>
        exchange.HasPath("name") ? [exchange.Path("name")]
        : [.. exchange.Request.Query["names"].OfType<string>().SelectMany(names => names.Split(','))];
}
