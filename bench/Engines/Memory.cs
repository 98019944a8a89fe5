using System.Globalization;

namespace Gantry.Bench.Engines;

/// <summary>Proportional set sizes: what processes share is counted once, in equal parts.</summary>
internal static class Memory
{
    private const double KilobytesPerMegabyte = 1024;

    /// <summary>Of all processes whose command line names a directory.</summary>
    public static double Of(string root) => Directory.GetDirectories("/proc").Where(path => Names(path, root)).Sum(Pss);

    public static double OfProcess(int pid) => Pss($"/proc/{pid}");

    private static bool Names(string process, string root)
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(process)[0]) && File.ReadAllText(process + "/cmdline").Contains(root, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It has just ended.
        }
    }

    private static double Pss(string process) =>
        int.Parse(File.ReadLines(process + "/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
        / KilobytesPerMegabyte;
}
