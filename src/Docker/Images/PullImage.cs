using Gantry.Containers;
using Gantry.Containers.Images.Pulling;
using Gantry.Docker.Routing;
using Gantry.Oci;

namespace Gantry.Docker.Images;

/// <summary><c>POST /images/create?fromImage=NAME&amp;tag=TAG&amp;platform=OS/ARCH</c>: pulls; without a tag, all of a repository.</summary>
internal static class PullImage
{
    public static async Task HandleAsync(Exchange exchange, string name)
    {
        var engine = exchange.Engine.Containers;
        var reference = ReferenceOf(name, exchange.Query("tag"));
        await TransferAnswer.RunAsync(exchange, async answer =>
        {
            var options = new PullOptions
            {
                Credentials = Credentials.Of(exchange),
                Platform = Platforms.Parse(exchange.Query("platform")),
                Progress = step => answer.Say(TransferWords.Of(step)),
            };
            if (reference.Tag is null && reference.Digest is null)
            {
                var all = await engine.Pull.AllTagsAsync(reference, options, exchange.CancellationToken);
                all.ToList().ForEach(pulled => answer.Tell($"Digest: {pulled.Digest}"));
                answer.Tell(StatusOf(all.Any(pulled => pulled.IsNew), reference));
                return;
            }

            var one = await engine.Pull.ExecuteAsync(reference, options, exchange.CancellationToken);
            answer.Tell($"Digest: {one.Digest}");
            answer.Tell(StatusOf(one.IsNew, reference));
        });
    }

    private static string StatusOf(bool isNew, ImageReference name) =>
        isNew ? $"Status: Downloaded newer image for {name.Familiar}" : $"Status: Image is up to date for {name.Familiar}";

    // The tag may be a digest, and may stand in the name.
    private static ImageReference ReferenceOf(string name, string? tag)
    {
        try
        {
            var reference = ImageReference.Parse(name);
            return string.IsNullOrEmpty(tag) ? reference
                : Digest.TryParse(tag, out var digest) ? reference.WithDigest(digest)
                : reference.WithTag(tag);
        }
        catch (FormatException e)
        {
            throw new InvalidException(e.Message, e);
        }
    }
}
