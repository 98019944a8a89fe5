using System.Text.Json;
using Gantry.Containers.Archives;
using Gantry.Containers.Images;
using Gantry.Containers.Lifecycle.Files;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Lifecycle;

/// <summary>What a commit is to be.</summary>
public sealed record CommitOptions
{
    /// <summary>The name to give the image; null leaves it nameless.</summary>
    public ImageReference? Reference { get; init; }

    public string Author { get; init; } = "";
    public string Message { get; init; } = "";

    /// <summary>How containers of the new image are to run.</summary>
    public required ImageConfig Config { get; init; }

    /// <summary>Freeze the container meanwhile, so that the image shows one moment.</summary>
    public bool Pause { get; init; } = true;
}

/// <summary>Makes an image of a container's files: its own changes, as one more layer on its image.</summary>
public sealed class CommitContainer
{
    private readonly OwnFiles _files;
    private readonly ImageStore _images;
    private readonly PauseContainer _pause;
    private readonly ContainerJournal _journal;
    private readonly TimeProvider _time;

    internal CommitContainer(OwnFiles files, ImageStore images, PauseContainer pause, ContainerJournal journal, TimeProvider time) =>
        (_files, _images, _pause, _journal, _time) = (files, images, pause, journal, time);

    /// <summary>Commits it.</summary>
    /// <exception cref="ConflictException">It is being removed.</exception>
    public async Task<Image> ExecuteAsync(Container container, CommitOptions options, CancellationToken cancellationToken)
    {
        if (container.IsRemoving || container.IsRemoved || container.Record.State.Status == RunStatus.Dead)
        {
            throw new ConflictException($"You cannot commit container {container.Id} which is being removed");
        }

        await using var intake = _images.Begin();
        var layer = await ReadAsync(container, options, intake, cancellationToken);
        var image = await CommitAsync(container.Record, options, layer, intake, cancellationToken);
        _journal.Tell(container, "commit", ("comment", options.Message), ("imageID", image.Id.ToString()), ("imageRef", options.Reference?.Familiar ?? ""));
        return image;
    }

    private async Task<LayerIntake> ReadAsync(Container container, CommitOptions options, ImageIntake intake, CancellationToken cancellationToken)
    {
        var isPaused = options.Pause && container.Record.State.Status == RunStatus.Running;
        if (isPaused)
        {
            await _pause.PauseAsync(container, cancellationToken);
        }

        try
        {
            var layer = intake.BeginLayer();
            using var view = _files.Open(container.Record);
            var tar = new TarWriter(new LayerStream(layer));
            await new TreeArchiver(tar, new() { IsLayer = true, Leaves = view.Changes.IsMountPoint }).WriteAsync(view.Upper, name: default, cancellationToken);
            await tar.FinishAsync(cancellationToken);
            layer.Seal();
            return layer;
        }
        finally
        {
            if (isPaused)
            {
                await ResumeAsync(container);
            }
        }
    }

    private async Task ResumeAsync(Container container)
    {
        try
        {
            await _pause.ResumeAsync(container, CancellationToken.None);
        }
        catch (ConflictException)
        {
            // Somebody else has let it go on, or killed it.
        }
    }

    private async Task<Image> CommitAsync(ContainerRecord record, CommitOptions options, LayerIntake layer, ImageIntake intake, CancellationToken cancellationToken)
    {
        var below = record.Image is { } id ? _images.Get(id) : null;
        var diffId = (await layer.UnpackedAsync(cancellationToken)).DiffId;
        var config = intake.AddDocument(JsonSerializer.SerializeToUtf8Bytes(Document(record, options, below, diffId), ImageDocumentJson.Plain.ImageDocument));
        IReadOnlyList<Descriptor> layers = below is null ? [] : _images.LayersOf(below);
        var committed = await intake.CommitAsync(
            new()
            {
                Manifest = intake.AddManifest(config, [.. layers, await layer.DescribeAsync(cancellationToken)]),
                References = options.Reference is { } reference ? [reference] : [],
                MadeHere = true,
                Parent = below?.Id,
            },
            cancellationToken);
        return committed.Image;
    }

    private ImageDocument Document(ContainerRecord record, CommitOptions options, Image? below, Digest diffId)
    {
        var now = _time.GetUtcNow();
        var document = below?.Document ?? new() { Os = Platform.Host.Os, Architecture = Platform.Host.Architecture, Variant = Platform.Host.Variant };
        return document with
        {
            Created = now,
            Author = options.Author.Length > 0 ? options.Author : document.Author,
            Comment = options.Message,
            DockerVersion = null,
            Config = options.Config,
            RootFs = new() { DiffIds = [.. document.RootFs.DiffIds, diffId] },
            History =
            [
                .. document.History ?? [],
                new() { Created = now, Author = options.Author, Comment = options.Message, CreatedBy = string.Join(' ', record.Spec.Args) },
            ],
        };
    }
}
