using Gantry.Containers.Registries;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Pulling;

/// <summary>Fetches what an image consists of, several layers at a time, each unpacked while it still comes in.</summary>
internal sealed class LayerPulls(Repository repository, ImageIntake intake, Action<TransferStep> progress, RegistryAccess registries)
{
    private const int ConfigLimitBytes = 8 * 1024 * 1024;
    private const int MaxLayers = 1000;
    private const int ShortDigits = 12;

    public async Task RunAsync(ImageManifest manifest, CancellationToken cancellationToken)
    {
        Check(manifest);
        await PullConfigAsync(manifest.Config, cancellationToken);
        var wanted = new List<Descriptor>();
        foreach (var layer in manifest.Layers.DistinctBy(layer => layer.Digest))
        {
            var isHere = intake.DiffIdOf(layer.Digest) is not null;
            progress(new(ShortOf(layer), isHere ? TransferKind.LayerPresent : TransferKind.LayerWanted));
            if (!isHere)
            {
                wanted.Add(layer);
            }
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = registries.Options.ParallelTransfers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(wanted, parallel, async (layer, stop) => await PullLayerAsync(layer, stop));
    }

    private static void Check(ImageManifest manifest)
    {
        if (!MediaTypes.IsImageConfig(manifest.Config.MediaType))
        {
            throw new RegistryException($"unsupported media type {manifest.Config.MediaType}: this is no image of a container");
        }

        if (manifest.Layers.Count > MaxLayers)
        {
            throw new InvalidException($"the image has {manifest.Layers.Count} layers, and {MaxLayers} are the most that are taken");
        }

        foreach (var layer in manifest.Layers)
        {
            if (!MediaTypes.IsLayer(layer.MediaType))
            {
                throw new RegistryException($"unsupported media type {layer.MediaType} of layer {layer.Digest}");
            }

            if (layer.Size < 0)
            {
                throw new RegistryException($"layer {layer.Digest} has a size of {layer.Size} bytes");
            }
        }
    }

    private async Task PullConfigAsync(Descriptor config, CancellationToken cancellationToken)
    {
        if (config.Size is < 0 or > ConfigLimitBytes)
        {
            throw new RegistryException($"the image's configuration has {config.Size} bytes, and {ConfigLimitBytes} are the most that are taken");
        }

        var content = new MemoryStream();
        await new BlobDownload(repository, config, bytes => content.WriteAsync(bytes, cancellationToken)).RunAsync(cancellationToken);
        if (Digest.Of(content.ToArray()) != config.Digest)
        {
            throw Damaged(config.Digest);
        }

        intake.AddDocument(content.ToArray());
    }

    private async Task PullLayerAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        var step = new TransferStep(ShortOf(descriptor), TransferKind.Downloading, Total: descriptor.Size);
        var meter = new TransferMeter(progress, step, registries.Time);
        var layer = intake.BeginLayer();
        var download = new BlobDownload(repository, descriptor, bytes =>
        {
            layer.Write(bytes.Span);
            meter.Advance(bytes.Length);
            return ValueTask.CompletedTask;
        });
        await download.RunAsync(cancellationToken);
        progress(step with { Kind = TransferKind.Verifying, Total = 0 });
        Seal(layer, descriptor.Digest);
        progress(step with { Kind = TransferKind.Downloaded, Total = 0 });
        progress(step with { Kind = TransferKind.Unpacking, Current = descriptor.Size });
        await layer.UnpackedAsync(cancellationToken);
        progress(step with { Kind = TransferKind.Unpacked, Total = 0 });
    }

    private static void Seal(LayerIntake layer, Digest expected)
    {
        try
        {
            layer.Seal(expected);
        }
        catch (InvalidException e)
        {
            throw Damaged(expected, e);
        }
    }

    private static InvalidException Damaged(Digest digest, Exception? cause = null) => new($"filesystem layer verification failed for digest {digest}", cause);

    private static string ShortOf(Descriptor layer) => layer.Digest.Hex[..ShortDigits];
}
