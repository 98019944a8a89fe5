using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>A tmpfs mounted in a test's private root, which unmounts it in the end.</summary>
internal sealed record Submount(string Path)
{
    public static async Task<Submount> Create(TestContainer container, string name)
    {
        var path = Directory.CreateDirectory(container.Root[name]).FullName;
        (await Programs.Run("mount", "-t", "tmpfs", "tmpfs", path)).Succeeded();
        return new Submount(path);
    }
}
