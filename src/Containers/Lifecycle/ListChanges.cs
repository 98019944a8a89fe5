using Gantry.Containers.Lifecycle.Files;

namespace Gantry.Containers.Lifecycle;

/// <summary>Tells which files of a container differ from its image's.</summary>
public sealed class ListChanges
{
    private readonly OwnFiles _files;

    internal ListChanges(OwnFiles files) => _files = files;

    /// <summary>All of them, in ordinal order. Volumes do not count.</summary>
    public IReadOnlyList<FileChange> Execute(Container container)
    {
        using var view = _files.Open(container.Record);
        return view.Changes.List();
    }
}
