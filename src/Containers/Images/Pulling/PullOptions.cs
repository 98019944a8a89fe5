using Gantry.Containers.Registries;
using Gantry.Oci;

namespace Gantry.Containers.Images.Pulling;

/// <summary>How to pull.</summary>
public sealed record PullOptions
{
    public RegistryCredentials Credentials { get; init; } = RegistryCredentials.Anonymous;

    /// <summary>For which platform; null means this machine's.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Told of each step, on any thread, one at a time for each subject.</summary>
    public Action<TransferStep> Progress { get; init; } = static _ => { };
}

/// <summary>An image that was pulled.</summary>
/// <param name="Image">As it is here now.</param>
/// <param name="Reference">By which name, with its tag or digest.</param>
/// <param name="Digest">What the registry has under that name: a manifest's digest, or an index's.</param>
/// <param name="IsNew">The name meant something else before, or nothing.</param>
public sealed record PulledImage(Image Image, ImageReference Reference, Digest Digest, bool IsNew);
