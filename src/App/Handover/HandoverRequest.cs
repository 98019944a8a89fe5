using Gantry.Containers.Instances;

namespace Gantry.App.Handover;

/// <summary>Which program is to take over from a running engine, and who waits for that; left for the engine to find when it gets SIGHUP.</summary>
/// <remarks>The run directory is root's alone to write.</remarks>
/// <param name="Program">The path of another <c>gantry</c>.</param>
/// <param name="Waiter">The address, as of NOTIFY_SOCKET, of whoever is told how it went; empty for nobody.</param>
internal sealed record HandoverRequest(string Program, string Waiter)
{
    public void Leave(Instance instance)
    {
        var path = PathOf(instance);
        File.WriteAllText($"{path}.new", $"{Program}\0{Waiter}");
        File.Move($"{path}.new", path, overwrite: true);
    }

    /// <summary>Takes the one that is there; where there is none, it is the program that runs now, as its file is today.</summary>
    public static HandoverRequest Take(Instance instance)
    {
        var path = PathOf(instance);
        if (!File.Exists(path) || File.ReadAllText(path).Split('\0') is not [var program, var waiter])
        {
            return new HandoverRequest(Binaries.Gantry, "");
        }

        File.Delete(path);
        return new HandoverRequest(program, waiter);
    }

    private static string PathOf(Instance instance) => Path.Combine(instance.Run, "engine-handover");
}
