using Gantry.Containers;

namespace Gantry.Docker.Routing;

/// <summary>A request's path with the version in front of it taken off: <c>/v1.44/info</c>, or plain <c>/info</c> for the newest.</summary>
public readonly record struct VersionedPath(ApiVersion Version, string Path)
{
    /// <exception cref="InvalidException">The version is older or newer than those that are spoken; the words are Docker's.</exception>
    public static VersionedPath Parse(string path)
    {
        var split = Split(path);
        if (split.Version < ApiVersion.Oldest)
        {
            throw new InvalidException(
                $"client version {split.Version} is too old. Minimum supported API version is {ApiVersion.Oldest}, please upgrade your client to a newer version");
        }

        return split.Version > ApiVersion.Newest
            ? throw new InvalidException($"client version {split.Version} is too new. Maximum supported API version is {ApiVersion.Newest}")
            : split;
    }

    /// <summary>As <see cref="Parse"/>, whether the version is spoken or not.</summary>
    public static VersionedPath Split(string path)
    {
        if (path.StartsWith("/v", StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', 2);
            if (end > 2 && ApiVersion.TryParse(path[2..end], out var version))
            {
                return new VersionedPath(version, path[end..]);
            }
        }

        return new VersionedPath(ApiVersion.Newest, path);
    }
}
