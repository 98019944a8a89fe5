using Gantry.Harness.Commands;

namespace Gantry.Harness.Packages;

/// <summary>The Debian mirror that this machine's own apt uses.</summary>
public static class DebianMirror
{
    private static readonly Lazy<Task<string>> Address = new(Find);

    /// <summary>The keys of Debian's archive, which the package debian-archive-keyring brings.</summary>
    public const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    /// <summary>Its address, such as follows <c>deb</c> in a list of sources.</summary>
    public static Task<string> Uri => Address.Value;

    private static async Task<string> Find()
    {
        if (Environment.GetEnvironmentVariable("GANTRY_TEST_MIRROR") is { Length: > 0 } chosen)
        {
            return chosen;
        }

        var targets = await Programs.Run("apt-get", "indextargets", "--format", "$(REPO_URI) $(LABEL)", "Created-By: Packages");
        var lines = targets.Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).ToList();
        // The label is known only once apt has fetched its lists.
        var found = lines.Find(line => line is [_, "Debian"]) ?? lines.Find(line => line[0].TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal));
        return found?[0] ?? throw new InvalidOperationException("apt knows no Debian mirror here: set GANTRY_TEST_MIRROR to the address of one");
    }
}
