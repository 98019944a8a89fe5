using Gantry.Containers.Archives;
using Gantry.Containers.Lifecycle.Files;

namespace Gantry.Containers.Lifecycle;

/// <summary>Writes all files of a container as one archive, without its volumes.</summary>
public sealed class ExportContainer
{
    private readonly OwnFiles _files;
    private readonly ContainerJournal _journal;

    internal ExportContainer(OwnFiles files, ContainerJournal journal) => (_files, _journal) = (files, journal);

    /// <param name="container">Whose.</param>
    /// <param name="begin">Asked for the stream once the files are open.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ExecuteAsync(Container container, Func<Stream> begin, CancellationToken cancellationToken)
    {
        using var root = _files.OpenMerged(container.Record);
        _journal.Tell(container, "export");
        var tar = new TarWriter(begin());
        await new TreeArchiver(tar, new()).WriteAsync(root, name: default, cancellationToken);
        await tar.FinishAsync(cancellationToken);
    }
}
