using Gantry.Docker.Containers;
using Gantry.Docker.Daemon;
using Gantry.Docker.Exec;
using Gantry.Docker.Images;
using Gantry.Docker.Networks;
using Gantry.Docker.Routing;
using Gantry.Docker.Volumes;

namespace Gantry.Docker;

/// <summary>The Engine API, line by line: what is offered, and what is not there yet.</summary>
internal static class Routes
{
    public static IReadOnlyList<Route> All { get; } =
    [
        // The engine itself.
        new("GET", "/_ping", Ping.HandleAsync),
        new("GET", "/version", GetVersion.HandleAsync),
        new("GET", "/info", GetInfo.HandleAsync),
        new("GET", "/events", StreamEvents.HandleAsync),
        new("POST", "/auth", Authenticate.HandleAsync),
        new("GET", "/system/df", GetDiskUsage.HandleAsync),
        NotYet("POST", "/session", "BuildKit sessions"),
        NotYet("POST", "/grpc", "BuildKit"),

        // Containers.
        new("GET", "/containers/json", ListContainers.HandleAsync),
        new("POST", "/containers/create", CreateContainer.HandleAsync)
        {
            Missing = "--gpus, --cgroup, and what the log options labels, env, tag, compress and mode=non-blocking ask for (they are checked, and no more)",
        },
        new("POST", "/containers/prune", PruneContainers.HandleAsync),
        new("GET", "/containers/{name}/json", InspectContainer.HandleAsync),
        new("GET", "/containers/{name}/logs", GetLogs.HandleAsync) { Missing = "details" },
        new("GET", "/containers/{name}/top", ListProcesses.HandleAsync) { Missing = "columns other than those of ps -ef and aux, and the commonest of -o" },
        new("POST", "/containers/{name}/start", StartContainer.HandleAsync),
        new("POST", "/containers/{name}/stop", StopContainer.HandleAsync),
        new("POST", "/containers/{name}/restart", RestartContainer.HandleAsync),
        new("POST", "/containers/{name}/kill", KillContainer.HandleAsync),
        new("POST", "/containers/{name}/pause", PauseContainer.HandleAsync),
        new("POST", "/containers/{name}/unpause", UnpauseContainer.HandleAsync),
        new("POST", "/containers/{name}/rename", RenameContainer.HandleAsync),
        new("POST", "/containers/{name}/resize", ResizeContainer.HandleAsync),
        new("POST", "/containers/{name}/wait", WaitContainer.HandleAsync),
        new("POST", "/containers/{name}/attach", AttachContainer.HandleAsync) { TakesOver = true },
        new("DELETE", "/containers/{name}", RemoveContainer.HandleAsync),
        new("GET", "/containers/{name}/attach/ws", AttachByWebSocket.HandleAsync),
        new("GET", "/containers/{name}/stats", StreamStats.HandleAsync),
        new("POST", "/containers/{name}/update", UpdateContainer.HandleAsync),
        new("GET", "/containers/{name}/changes", ListChanges.HandleAsync),
        new("GET", "/containers/{name}/export", ExportContainer.HandleAsync),
        new("HEAD", "/containers/{name}/archive", StatPath.HandleAsync),
        new("GET", "/containers/{name}/archive", CopyFromContainer.HandleAsync),
        new("PUT", "/containers/{name}/archive", CopyToContainer.HandleAsync),
        new("POST", "/commit", CommitContainer.HandleAsync),
        Never("GET", "/containers/{name}/checkpoints", "checkpoints"),
        Never("POST", "/containers/{name}/checkpoints", "checkpoints"),
        Never("DELETE", "/containers/{name}/checkpoints/{checkpoint}", "checkpoints"),

        // Further programs in a container.
        new("POST", "/containers/{name}/exec", CreateExec.HandleAsync),
        new("POST", "/exec/{id}/start", StartExec.HandleAsync) { TakesOver = true },
        new("POST", "/exec/{id}/resize", ResizeExec.HandleAsync),
        new("GET", "/exec/{id}/json", InspectExec.HandleAsync),

        // Images.
        new("GET", "/images/json", ListImages.HandleAsync),
        new("POST", "/images/create", CreateImage.HandleAsync) { Missing = "importing from an address" },
        new("POST", "/images/prune", PruneImages.HandleAsync),
        new("POST", "/images/load", LoadImages.HandleAsync),
        new("GET", "/images/search", SearchImages.HandleAsync),
        new("GET", "/images/get", SaveImages.HandleAsync),
        new("GET", "/images/{name*}/get", SaveImages.HandleAsync),
        new("GET", "/images/{name*}/json", InspectImage.HandleAsync),
        new("GET", "/images/{name*}/history", GetImageHistory.HandleAsync),
        new("POST", "/images/{name*}/tag", TagImage.HandleAsync),
        new("POST", "/images/{name*}/push", PushImage.HandleAsync),
        new("DELETE", "/images/{name*}", RemoveImage.HandleAsync),
        new("GET", "/distribution/{name*}/json", InspectDistribution.HandleAsync),

        // Building.
        NotYet("POST", "/build", "building images"),
        NotYet("POST", "/build/cancel", "building images"),
        NotYet("POST", "/build/prune", "building images"),

        // Networks.
        new("GET", "/networks", ListNetworks.HandleAsync),
        new("GET", "/networks/{id}", InspectNetwork.HandleAsync),
        new("POST", "/networks/create", CreateNetwork.HandleAsync) { Missing = "drivers other than bridge, networks without IPv4, the gateway mode routed" },
        new("POST", "/networks/prune", PruneNetworks.HandleAsync),
        new("POST", "/networks/{id}/connect", ConnectContainer.HandleAsync),
        new("POST", "/networks/{id}/disconnect", DisconnectContainer.HandleAsync),
        new("DELETE", "/networks/{id}", RemoveNetwork.HandleAsync),

        // Volumes.
        new("GET", "/volumes", ListVolumes.HandleAsync),
        new("GET", "/volumes/{name}", InspectVolume.HandleAsync),
        new("POST", "/volumes/create", CreateVolume.HandleAsync),
        new("POST", "/volumes/prune", PruneVolumes.HandleAsync),
        Never("PUT", "/volumes/{name}", "cluster volumes"),
        new("DELETE", "/volumes/{name}", RemoveVolume.HandleAsync),

        // Managed plugins and swarm: refused by design.
        Never("GET", "/plugins", "managed plugins"),
        Never("GET", "/plugins/privileges", "managed plugins"),
        Never("GET", "/plugins/{name*}/json", "managed plugins"),
        Never("POST", "/plugins/create", "managed plugins"),
        Never("POST", "/plugins/pull", "managed plugins"),
        Never("POST", "/plugins/{name*}/enable", "managed plugins"),
        Never("POST", "/plugins/{name*}/disable", "managed plugins"),
        Never("POST", "/plugins/{name*}/push", "managed plugins"),
        Never("POST", "/plugins/{name*}/set", "managed plugins"),
        Never("POST", "/plugins/{name*}/upgrade", "managed plugins"),
        Never("DELETE", "/plugins/{name*}", "managed plugins"),
        Never("GET", "/swarm", "swarm mode"),
        Never("GET", "/swarm/unlockkey", "swarm mode"),
        Never("POST", "/swarm/init", "swarm mode"),
        Never("POST", "/swarm/join", "swarm mode"),
        Never("POST", "/swarm/leave", "swarm mode"),
        Never("POST", "/swarm/update", "swarm mode"),
        Never("POST", "/swarm/unlock", "swarm mode"),
        .. SwarmKind("nodes", creates: false),
        .. SwarmKind("services", creates: true),
        .. SwarmKind("secrets", creates: true),
        .. SwarmKind("configs", creates: true),
        Never("GET", "/services/{id}/logs", "swarm mode"),
        Never("GET", "/tasks", "swarm mode"),
        Never("GET", "/tasks/{id}", "swarm mode"),
        Never("GET", "/tasks/{id}/logs", "swarm mode"),
    ];

    private static Route NotYet(string method, string path, string what) => new(method, path, null) { Missing = $"{what}: not there yet" };

    private static Route Never(string method, string path, string what) => new(method, path, null) { Missing = $"{what}: not supported (not part of Gantry)" };

    private static IEnumerable<Route> SwarmKind(string kind, bool creates) =>
    [
        Never("GET", $"/{kind}", "swarm mode"),
        Never("GET", $"/{kind}/{{id}}", "swarm mode"),
        Never("POST", $"/{kind}/{{id}}/update", "swarm mode"),
        Never("DELETE", $"/{kind}/{{id}}", "swarm mode"),
        .. creates ? [Never("POST", $"/{kind}/create", "swarm mode")] : Array.Empty<Route>(),
    ];
}
