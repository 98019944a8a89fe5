using System.Globalization;

namespace Gantry.Runtime.Shim.Processes;

/// <summary>The file in which the runtime tells the pid of the process it made.</summary>
internal sealed class PidFile(string path) : IDisposable
{
    public string Path { get; } = path;

    /// <summary>The pid, once the runtime has succeeded.</summary>
    /// <exception cref="InvalidDataException">It holds no pid.</exception>
    public int Read()
    {
        var text = File.ReadAllText(Path);
        return int.TryParse(text, CultureInfo.InvariantCulture, out var pid) && pid > 0
            ? pid
            : throw new InvalidDataException($"the runtime wrote \"{text}\" where a pid belongs");
    }

    public void Dispose() => File.Delete(Path);
}
