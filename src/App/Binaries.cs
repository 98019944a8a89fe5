namespace Gantry.App;

/// <summary>Our own executables, which stand side by side.</summary>
internal static class Binaries
{
    public static string Version { get; } = typeof(Binaries).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0";

    public static string Gantry { get; } = Environment.ProcessPath ?? "/proc/self/exe";

    public static string Runtime { get; } = RuntimeBeside(Gantry);

    /// <summary>The runtime that belongs to a <c>gantry</c>.</summary>
    public static string RuntimeBeside(string gantry) => Path.Combine(Path.GetDirectoryName(gantry) ?? "/", "gantry-runtime");
}
