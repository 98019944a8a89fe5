using Gantry.Harness.Commands;

namespace Gantry.Harness.Images;

/// <summary>A cached root as a tar archive beside it.</summary>
internal static class ImageArchive
{
    public static async Task<string> Of(string root)
    {
        var directory = await Cache.Entry($"images/archives/{Path.GetFileName(root)}", unfinished =>
            Pack(root, Path.Combine(unfinished, "root.tar")));
        return Path.Combine(directory, "root.tar");
    }

    private static async Task Pack(string root, string archive)
    {
        var tar = new Command("tar", "--numeric-owner", "--sort=name", "-C", root, "-cf", archive, ".") { Timeout = TimeSpan.FromMinutes(5) };
        (await tar.Run()).Succeeded();
    }
}
