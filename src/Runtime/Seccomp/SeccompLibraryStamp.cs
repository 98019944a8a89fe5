namespace Gantry.Runtime.Seccomp;

/// <summary>Tells whether libseccomp is still the file that compiled a filter: a newer one knows more system calls.</summary>
/// <remarks>The library is not asked for its version, since loading it is what a cached filter saves.</remarks>
internal static class SeccompLibraryStamp
{
    /// <summary>The path of the loaded library and the time it was written.</summary>
    public static string OfLoadedLibrary()
    {
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var path = line.IndexOf('/', StringComparison.Ordinal);
            if (path >= 0 && line.Contains("/libseccomp.so", StringComparison.Ordinal))
            {
                return Of(line[path..]);
            }
        }

        throw new InvalidOperationException("a filter was compiled, but no libseccomp is mapped");
    }

    public static bool IsCurrent(string stamp) => stamp == Of(stamp[..stamp.LastIndexOf(' ')]);

    private static string Of(string path) => $"{path} {File.GetLastWriteTimeUtc(path).Ticks}";
}
