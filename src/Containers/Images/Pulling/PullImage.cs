using Gantry.Containers.Events;
using Gantry.Containers.Registries;
using Gantry.Oci;

namespace Gantry.Containers.Images.Pulling;

/// <summary>Brings an image from its registry: what is here already is not fetched again, and what fails leaves nothing.</summary>
public sealed class PullImage(ImageStore images, RegistryAccess registries, EventBus events)
{
    // A layer that was found here may be removed before the image that needs it is complete.
    private const int MaxAttempts = 3;

    /// <summary>Pulls one image.</summary>
    /// <exception cref="NotFoundException">The registry does not have it, or not for us, or not for the platform; the message is Docker's.</exception>
    /// <exception cref="RegistryException">The registry cannot be reached, or did not keep to the protocol.</exception>
    /// <exception cref="InvalidException">What it sent is damaged or hostile.</exception>
    public async Task<PulledImage> ExecuteAsync(ImageReference reference, PullOptions options, CancellationToken cancellationToken)
    {
        var name = reference.Digest is { } digest ? reference.WithDigest(digest) : reference.WithDefaultTag();
        var pulled = await ExplainAsync(name, () => registries.PullAsync(name, options.Credentials, repository => PullAsync(repository, name, options, cancellationToken)));
        events.Publish("image", "pull", name.Familiar, new Dictionary<string, string> { ["name"] = name.FamiliarRepository });
        return pulled;
    }

    /// <summary>Pulls every tag of a repository.</summary>
    public async Task<IReadOnlyList<PulledImage>> AllTagsAsync(ImageReference repository, PullOptions options, CancellationToken cancellationToken)
    {
        var tags = await ExplainAsync(repository, () => registries.PullAsync(repository, options.Credentials, found => found.ListTagsAsync(cancellationToken)));
        var pulled = new List<PulledImage>();
        foreach (var tag in tags)
        {
            pulled.Add(await ExecuteAsync(Tagged(repository, tag), options, cancellationToken));
        }

        return pulled;
    }

    private static ImageReference Tagged(ImageReference repository, string tag)
    {
        try
        {
            return repository.WithTag(tag);
        }
        catch (FormatException e)
        {
            throw new RegistryException($"the registry lists a tag that is none: {e.Message}", e);
        }
    }

    private static async Task<T> ExplainAsync<T>(ImageReference name, Func<Task<T>> pull)
    {
        try
        {
            return await pull();
        }
        catch (RegistryException e)
        {
            throw RegistryErrors.Explain(e, name.Familiar, name.FamiliarRepository);
        }
    }

    private async Task<PulledImage> PullAsync(Repository repository, ImageReference name, PullOptions options, CancellationToken cancellationToken)
    {
        var found = await repository.GetManifestAsync(name.Digest?.ToString() ?? name.Tag ?? "", cancellationToken);
        var manifest = await new ManifestChoice(repository, options.Platform).ChooseAsync(found, cancellationToken);
        options.Progress(new(name.Digest?.ToString() ?? name.Tag ?? "", TransferKind.ImageFound, Detail: name.Path));
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await ReceiveAsync(repository, name, found.Digest, manifest, options, cancellationToken);
            }
            catch (UnavailableException) when (attempts < MaxAttempts)
            {
                // Once more: this time it is fetched.
            }
        }
    }

    private async Task<PulledImage> ReceiveAsync(
        Repository repository, ImageReference name, Digest found, FetchedManifest manifest, PullOptions options, CancellationToken cancellationToken)
    {
        await using var intake = images.Begin();
        var layers = new LayerPulls(repository, intake, options.Progress, registries);
        var parsed = manifest.ReadManifest();
        if (TryResolve(parsed.Config.Digest.ToString()) is not { } present || present.Manifest != manifest.Digest)
        {
            await layers.RunAsync(parsed, cancellationToken);
        }

        var before = TryResolve(name.ToString());
        var committed = await intake.CommitAsync(
            new()
            {
                Manifest = intake.AddDocument(manifest.Content),
                References = name.Digest is null ? [name, name.WithDigest(found)] : [name],
                MadeHere = false,
            },
            cancellationToken);
        return new(committed.Image, name, found, before?.Id != committed.Image.Id);
    }

    private Image? TryResolve(string name)
    {
        try
        {
            return images.Resolve(name);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }
}
