using Gantry.Containers;
using Gantry.Containers.Lifecycle.Restarts;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>When a container is started again, by <c>--restart</c>.</summary>
/// <remarks>moby: api/types/container, ValidateRestartPolicy.</remarks>
internal static class RestartMapping
{
    /// <exception cref="InvalidException">There is no such policy, or it contradicts <c>--rm</c>.</exception>
    public static RestartSpec Make(HostConfig host)
    {
        var spec = Make(host.RestartPolicy ?? new RestartPolicy());
        return host.AutoRemove && spec.Kind != RestartKind.No
            ? throw new InvalidException("can't create 'AutoRemove' container with restart policy")
            : spec;
    }

    /// <exception cref="InvalidException">There is no such policy.</exception>
    public static RestartSpec Make(RestartPolicy policy)
    {
        var kind = policy.Name switch
        {
            null or "" or "no" => RestartKind.No,
            "always" => RestartKind.Always,
            "unless-stopped" => RestartKind.UnlessStopped,
            "on-failure" => RestartKind.OnFailure,
            _ => throw new InvalidException(
                $"invalid restart policy: unknown policy '{policy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'"),
        };
        var count = policy.MaximumRetryCount;
        if (kind == RestartKind.OnFailure)
        {
            return count >= 0
                ? new RestartSpec { Kind = kind, MaxRetries = count }
                : throw new InvalidException("invalid restart policy: maximum retry count cannot be negative");
        }

        // Clients before 25 sent an empty name with whatever count.
        return count == 0 || string.IsNullOrEmpty(policy.Name)
            ? new RestartSpec { Kind = kind }
            : throw new InvalidException(
                $"invalid restart policy: maximum retry count can only be used with 'on-failure'{(count < 0 ? " and cannot be negative" : "")}");
    }
}
