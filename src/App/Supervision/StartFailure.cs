using Gantry.Containers;

namespace Gantry.App.Supervision;

/// <summary>Tells why an instance did not come up, by what it wrote to its log meanwhile.</summary>
internal sealed class StartFailure(string log)
{
    private const int MaxLines = 20;

    private readonly long _before = File.Exists(log) ? new FileInfo(log).Length : 0;

    public UnavailableException Describe()
    {
        var said = File.Exists(log) ? string.Join('\n', Lines().TakeLast(MaxLines).Select(line => $"  {line}")) : "";
        return new UnavailableException(said.Length == 0 ? "the engine did not start" : $"the engine did not start; {log} says:\n{said}");
    }

    private IEnumerable<string> Lines()
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        // Begun anew meanwhile where it is shorter now.
        file.Position = Math.Min(_before, file.Length);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
