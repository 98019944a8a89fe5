using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Rootfs;

/// <summary>An overlay on kernels before 6.8, which take all its layers as one text of less than a page, by mount(2) at a path only.</summary>
/// <remarks>
/// So a thread goes into a mount namespace of its own, mounts there, and takes a detached copy of the mount along. Layers whose paths are too long together are named by descriptors,
/// which suffices for two hundred.
/// </remarks>
internal static class OldOverlay
{
    private const int PageBytes = 4096;

    public static FileDescriptor Make(string source, string place, MountOptions options, OverlayOptions overlay) =>
        OnOwnThread(() => MountAndCopy(source, place, options, overlay));

    private static string Name(string path, List<FileDescriptor> opened)
    {
        opened.Add(Kernel.Open(path, OpenFlags.PathOnly));
        return opened[^1].ProcPath;
    }

    private static string Text(OverlayOptions overlay, Func<string, string> name)
    {
        var lower = string.Join(':', overlay.Lower.Select(path => Escape(name(path))));
        var data = string.Concat(overlay.DataOnly.Select(path => "::" + Escape(name(path))));
        return string.Join(',', [.. overlay.Others, $"lowerdir={lower}{data}"]);
    }

    private static string Escape(string path) =>
        path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);

    private static FileDescriptor MountAndCopy(string source, string place, MountOptions options, OverlayOptions overlay)
    {
        Kernel.Unshare(NamespaceFlags.Mount);
        Kernel.MakeMountsPrivate();
        List<FileDescriptor> opened = [];
        try
        {
            var text = Text(overlay, static path => path);
            if (IsTooLong(text))
            {
                // Opened here: a layer must lie on a mount of this namespace.
                text = Text(overlay, path => Name(path, opened));
            }

            if (IsTooLong(text))
            {
                throw new ConfigException("options", $"{overlay.Lower.Count} layers are more than this kernel takes; Linux 6.8 takes 500");
            }

            Kernel.MountByText(source, place, "overlay", text);
        }
        finally
        {
            opened.ForEach(static descriptor => descriptor.Dispose());
        }

        var copy = Kernel.OpenTree(place, OpenTreeFlags.Clone);
        Kernel.SetMountAttributes(copy, options.Change, recursive: false, place);
        return copy;
    }

    private static bool IsTooLong(string text) => Encoding.UTF8.GetByteCount(text) >= PageBytes;

    // The thread ends in the namespace that it made, so it is no one else's.
    private static FileDescriptor OnOwnThread(Func<FileDescriptor> work)
    {
        FileDescriptor? result = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception e) when (e is LinuxException or ConfigException)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return result ?? throw failure ?? new InvalidOperationException("the thread that mounts ended without a result");
    }
}
