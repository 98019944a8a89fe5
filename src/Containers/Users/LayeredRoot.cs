using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Users;

/// <summary>A root that is not mounted yet: folders of which each hides what lies below it, looked up as overlayfs would.</summary>
/// <remarks>
/// kernel overlayfs.rst: directories merge unless opaque, all else hides, a 0:0 character device hides by itself. A handful of opens
/// costs less than a mount, needs no kernel that takes many lower folders, and nothing has to be unmounted.
/// </remarks>
/// <param name="directories">The topmost first.</param>
public sealed class LayeredRoot(IReadOnlyList<string> directories) : IRootFiles
{
    private const int LinkLimit = 40;
    private const string Opaque = "trusted.overlay.opaque";

    private static readonly OpenFlags Handle = OpenFlags.PathOnly | Kernel.DirectoryOnly | Kernel.NoFollow;

    public FileDescriptor? TryOpen(string path)
    {
        var left = new Stack<UnixPath>();
        Push(left, UnixPath.Of(path));
        var walk = new Stack<MergedDirectory>();
        walk.Push(MergedDirectory.Open(directories));
        try
        {
            return Walk(walk, left);
        }
        finally
        {
            foreach (var directory in walk)
            {
                directory.Dispose();
            }
        }
    }

    private static FileDescriptor? Walk(Stack<MergedDirectory> walk, Stack<UnixPath> left)
    {
        var links = 0;
        while (left.TryPop(out var name))
        {
            if (name.Bytes.SequenceEqual(".."u8))
            {
                LeaveOne(walk);
            }
            else if (walk.Peek().Find(name) is not { } found)
            {
                return null;
            }
            else if (found.Type == FileType.SymbolicLink)
            {
                if (++links > LinkLimit)
                {
                    return null;
                }

                Follow(walk, left, Kernel.ReadLinkAt(found.Directory, name));
            }
            else if (found.Type == FileType.Directory)
            {
                walk.Push(walk.Peek().Enter(name));
            }
            else
            {
                return found.Type == FileType.Regular && left.Count == 0
                    ? Kernel.OpenPathAt(found.Directory, name, OpenFlags.ReadOnly | Kernel.NoFollow | OpenFlags.NonBlocking, ResolveFlags.Beneath)
                    : null;
            }
        }

        return null;
    }

    private static void Follow(Stack<MergedDirectory> walk, Stack<UnixPath> left, UnixPath target)
    {
        if (target.Bytes.StartsWith("/"u8))
        {
            while (walk.Count > 1)
            {
                LeaveOne(walk);
            }
        }

        Push(left, target);
    }

    // The root is its own parent.
    private static void LeaveOne(Stack<MergedDirectory> walk)
    {
        if (walk.Count > 1)
        {
            walk.Pop().Dispose();
        }
    }

    private static void Push(Stack<UnixPath> left, UnixPath path)
    {
        var components = new List<UnixPath>();
        foreach (var range in path.Bytes.Split((byte)'/'))
        {
            var component = path.Bytes[range];
            if (!component.IsEmpty && !component.SequenceEqual("."u8))
            {
                components.Add(UnixPath.Of(component));
            }
        }

        for (var i = components.Count - 1; i >= 0; i--)
        {
            left.Push(components[i]);
        }
    }

    /// <summary>One directory of the merged tree: its folders in those layers that have a part of it.</summary>
    private sealed class MergedDirectory(List<FileDescriptor> layers) : IDisposable
    {
        internal static MergedDirectory Open(IEnumerable<string> directories) =>
            new([.. directories.Select(directory => Kernel.Open(directory, OpenFlags.PathOnly | Kernel.DirectoryOnly))]);

        public void Dispose() => layers.ForEach(layer => layer.Dispose());

        /// <summary>The topmost of a name, and the folder that has it; null where it is hidden or missing.</summary>
        internal (FileType Type, FileDescriptor Directory)? Find(UnixPath name)
        {
            foreach (var layer in layers)
            {
                if (Kernel.StatusAt(layer, name) is { } status)
                {
                    return IsWhiteout(status) ? null : (status.Type, layer);
                }
            }

            return null;
        }

        /// <summary>The directory of this name, merged from the topmost down to the first that lets nothing through.</summary>
        internal MergedDirectory Enter(UnixPath name)
        {
            var parts = new List<FileDescriptor>();
            foreach (var layer in layers)
            {
                var status = Kernel.StatusAt(layer, name);
                if (status is null)
                {
                    continue;
                }

                if (status.Value.Type != FileType.Directory)
                {
                    break;
                }

                parts.Add(Kernel.OpenPathAt(layer, name, Handle, ResolveFlags.Beneath));
                if (Kernel.GetAttribute(parts[^1], Opaque) is [(byte)'y'])
                {
                    break;
                }
            }

            return new(parts);
        }

        private static bool IsWhiteout(FileStatus status) => status.Type == FileType.CharacterDevice && status.Represents == default;
    }
}
