using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Namespaces;

namespace Gantry.Runtime.Config;

/// <summary>Finds what a config contradicts itself in, or leaves out, before anything is made.</summary>
internal static class ConfigValidation
{
    /// <exception cref="ConfigException">Names the field.</exception>
    public static void Check(RuntimeConfig config, NamespacePlan namespaces)
    {
        CheckVersion(config.OciVersion);
        CheckProcess(config.Process ?? throw new ConfigException("process", "is missing"));
        if (string.IsNullOrEmpty(config.Root?.Path))
        {
            throw new ConfigException("root.path", "is missing");
        }

        for (var i = 0; i < config.Mounts?.Count; i++)
        {
            if (config.Mounts[i].Destination.Length == 0)
            {
                throw new ConfigException($"mounts[{i}].destination", "is empty");
            }
        }

        CheckNamespaces(config, namespaces);
    }

    public static void CheckProcess(ContainerProcess process)
    {
        if (process.Args is not [{ Length: > 0 }, ..])
        {
            throw new ConfigException("process.args", "must name a program");
        }

        if (process.Cwd is not ['/', ..])
        {
            throw new ConfigException("process.cwd", process.Cwd.Length == 0 ? "is missing" : $"must be an absolute path, found \"{process.Cwd}\"");
        }

        CheckLimits(process.Rlimits ?? []);
        if (process.OomScoreAdj is < -1000 or > 1000)
        {
            throw new ConfigException("process.oomScoreAdj", $"expected -1000 to 1000, found {process.OomScoreAdj}");
        }
    }

    private static void CheckLimits(IReadOnlyList<ResourceLimit> limits)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < limits.Count; i++)
        {
            var limit = limits[i];
            if (ResourceLimits.Find(limit.Type) is null)
            {
                throw new ConfigException($"process.rlimits[{i}].type", limit.Type.Length == 0 ? "is missing" : $"unknown rlimit {limit.Type}");
            }

            if (!seen.Add(limit.Type))
            {
                throw new ConfigException($"process.rlimits[{i}].type", $"{limit.Type} is there twice");
            }

            if (limit.Soft > limit.Hard)
            {
                throw new ConfigException($"process.rlimits[{i}].soft", $"{limit.Soft} is above the hard limit of {limit.Hard}");
            }
        }
    }

    private static void CheckVersion(string version)
    {
        if (!version.StartsWith("1.", StringComparison.Ordinal))
        {
            throw new ConfigException("ociVersion", $"expected a version 1.x, found \"{version}\"");
        }
    }

    private static void CheckNamespaces(RuntimeConfig config, NamespacePlan namespaces)
    {
        if (!namespaces.Has(NamespaceFlags.Mount))
        {
            throw new ConfigException("linux.namespaces", "a mount namespace is missing: without one the container's mounts would be the host's");
        }

        Require(namespaces, NamespaceFlags.Uts, "hostname", config.Hostname);
        Require(namespaces, NamespaceFlags.Uts, "domainname", config.Domainname);
        var hasMaps = config.Linux?.UidMappings is { Count: > 0 } || config.Linux?.GidMappings is { Count: > 0 };
        if (hasMaps && !namespaces.HasUser)
        {
            throw new ConfigException("linux.uidMappings", "needs a user namespace in linux.namespaces");
        }

        if (namespaces.New.HasFlag(NamespaceFlags.User)
            && (config.Linux?.UidMappings is not { Count: > 0 } || config.Linux.GidMappings is not { Count: > 0 }))
        {
            throw new ConfigException("linux.uidMappings", "a new user namespace needs uidMappings and gidMappings");
        }

        if (config.Linux?.TimeOffsets is { Count: > 0 } && !namespaces.New.HasFlag(NamespaceFlags.Time))
        {
            throw new ConfigException("linux.timeOffsets", "needs a new time namespace in linux.namespaces");
        }
    }

    private static void Require(NamespacePlan namespaces, NamespaceFlags type, string field, string? value)
    {
        if (!string.IsNullOrEmpty(value) && !namespaces.Has(type))
        {
            throw new ConfigException(field, $"cannot be set without a {type.ToString().ToLowerInvariant()} namespace of the container's own");
        }
    }
}
