using Gantry.Containers;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What clients of older versions of the API mean by a create: what came later they cannot ask for, and its default is what was before.</summary>
/// <remarks>moby: api/server/router/container/container_routes.go, postContainersCreate; docs/api/version-history.md.</remarks>
internal static class OlderRequests
{
    /// <summary>One step for each version that brought something, in any order.</summary>
    private static readonly (ApiVersion Since, Func<CreateRequest, HostConfig, (CreateRequest, HostConfig)> Adapt)[] Steps =
    [
        (new(1, 25), (request, host) => (request, host with { AutoRemove = false })),
        (new(1, 40), (request, host) => (request, host with { IpcMode = host.IpcMode is { Length: > 0 } mode ? mode : "shareable" })),
        (new(1, 40), (request, host) => (request, OnBinds(host, options => options with { NonRecursive = false }))),
        (new(1, 42), (request, host) => (request, OnBinds(host, options => options with { CreateMountpoint = false }))),
        (new(1, 42), (request, host) => (request, host with { ConsoleSize = null, Mounts = WithoutForeignOptions(host.Mounts) })),
        (new(1, 43), (request, host) => (request, host with { Annotations = null })),
        (new(1, 44), (request, host) => (request with { Healthcheck = request.Healthcheck is { } check ? check with { StartInterval = 0 } : null }, host)),
        (new(1, 44), (request, host) => (request, NonRecursive(host))),
        (new(1, 45), (request, host) => (request, Refuse(host, mount => mount.VolumeOptions?.Subpath is { Length: > 0 }, "VolumeOptions.Subpath", "1.45"))),
        (new(1, 46), (request, host) => (request, Refuse(host, mount => mount.TmpfsOptions?.Options is { Count: > 0 }, "TmpfsOptions.Options", "1.46"))),
        (new(1, 48), (request, host) => (request, Refuse(host, mount => mount.Type == "image", "Mount type \"Image\"", "1.48"))),
    ];

    /// <exception cref="InvalidException">Something was asked for that the version does not have.</exception>
    public static CreateRequest Adapt(CreateRequest request, ApiVersion version)
    {
        var (adapted, host) = (request, request.HostConfig ?? new HostConfig());
        foreach (var (since, adapt) in Steps)
        {
            if (version < since)
            {
                (adapted, host) = adapt(adapted, host);
            }
        }

        return adapted with { HostConfig = host };
    }

    private static HostConfig OnBinds(HostConfig host, Func<BindOptions, BindOptions> change) => host with
    {
        Mounts = host.Mounts?.Select(mount => mount.BindOptions is { } options ? mount with { BindOptions = change(options) } : mount).ToList(),
    };

    // Contradictions that nobody minded then.
    private static List<Mount>? WithoutForeignOptions(IReadOnlyList<Mount>? mounts) => mounts?.Select(mount => mount with
    {
        VolumeOptions = mount.Type == "volume" ? mount.VolumeOptions : null,
        TmpfsOptions = mount.Type == "tmpfs" ? mount.TmpfsOptions : null,
    }).ToList();

    // Read-only mounts covered only themselves.
    private static HostConfig NonRecursive(HostConfig host)
    {
        Refuse(host, mount => mount.BindOptions?.ReadOnlyForceRecursive == true, "BindOptions.ReadOnlyForceRecursive", "1.44");
        return host with
        {
            Mounts = host.Mounts?.Select(mount => mount.Type == "bind"
                ? mount with { BindOptions = (mount.BindOptions ?? new BindOptions()) with { ReadOnlyNonRecursive = true } }
                : mount).ToList(),
        };
    }

    private static HostConfig Refuse(HostConfig host, Func<Mount, bool> isLater, string what, string version) =>
        host.Mounts?.Any(isLater) == true ? throw new InvalidException($"{what} needs API v{version} or newer") : host;
}
