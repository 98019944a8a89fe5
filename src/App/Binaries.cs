namespace Gantry.App;

/// <summary>Our own executables, which stand side by side.</summary>
internal static class Binaries
{
    public static string Version { get; } = typeof(Binaries).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0";

    public static string Gantry { get; } = Environment.ProcessPath ?? "/proc/self/exe";

    public static string Runtime { get; } = Path.Combine(AppContext.BaseDirectory, "gantry-runtime");
}
