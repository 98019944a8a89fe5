using Gantry.Linux;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Rootfs;

/// <summary>A root that is a mount of its own, made by the parent and attached nowhere, so that what is in it can be looked at before the child begins.</summary>
internal static class RootFileSystem
{
    private static readonly KernelVersion TakesLayersOneByOne = new(6, 8);

    public static FileDescriptor Make(Creation creation, ContainerMount mount)
    {
        try
        {
            return Make(creation, mount, MountOptions.Parse(mount.Options ?? []));
        }
        catch (LinuxException e)
        {
            throw Mounts.Failed(mount, e);
        }
        catch (ConfigException e)
        {
            throw e.Under("mounts[0]");
        }
    }

    private static FileDescriptor Make(Creation creation, ContainerMount mount, MountOptions options)
    {
        if (options.IsBind || mount.Type == "bind")
        {
            return BindMount.OpenSource(creation, mount, options);
        }

        var type = string.IsNullOrEmpty(mount.Type) ? throw new ConfigException("type", "is missing, and the options name no bind") : mount.Type;
        if (type != "overlay")
        {
            return DetachedFileSystem.Make(type, mount.Source, options, options.Data);
        }

        var overlay = OverlayOptions.Parse(options.Data);
        return KernelVersion.Current() >= TakesLayersOneByOne
            ? DetachedFileSystem.Make(type, mount.Source, options, overlay.OneByOne())
            : OldOverlay.Make(mount.Source ?? type, creation.RootPath, options, overlay);
    }
}
