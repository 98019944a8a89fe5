using Gantry.Containers.Images.Pushing;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Images;

/// <summary><c>POST /images/{name}/push?tag=TAG</c>: without a tag, all of a repository.</summary>
internal static class PushImage
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var repository = ImageNames.Pushed(exchange.Path("name"), exchange.Query("tag"));
        var options = new PushOptions { Credentials = Credentials.Of(exchange) };
        await TransferAnswer.RunAsync(exchange, async answer =>
        {
            answer.Tell($"The push refers to repository [{repository.Repository}]");
            foreach (var name in engine.Push.NamesOf(repository))
            {
                var pushed = await engine.Push.ExecuteAsync(
                    name, options with { Progress = step => answer.Say(TransferWords.Of(step)) }, exchange.CancellationToken);
                answer.Tell($"{pushed.Tag}: digest: {pushed.Digest} size: {pushed.Size}");
                answer.Say(new StreamMessage { ProgressDetail = StreamProgress.Unknown, Aux = new(pushed.Tag, pushed.Digest.ToString(), pushed.Size) });
            }
        });
    }
}
