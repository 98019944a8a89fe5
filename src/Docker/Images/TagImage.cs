using Gantry.Containers;
using Gantry.Docker.Routing;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Images;

/// <summary><c>POST /images/{name}/tag?repo=NAME&amp;tag=TAG</c>: 201.</summary>
internal static class TagImage
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var target = ImageNames.Target(exchange.Query("repo"), exchange.Query("tag")) ?? throw new InvalidException("repository name must have at least one component");
        engine.Images.Tag(exchange.Path("name"), target);
        var image = engine.Images.Resolve(target.ToString());
        engine.Events.Publish("image", "tag", image.Id.ToString(), new Dictionary<string, string> { ["name"] = target.Familiar });
        exchange.Response.StatusCode = StatusCodes.Status201Created;
        return Task.CompletedTask;
    }
}
