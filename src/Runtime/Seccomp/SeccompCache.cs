using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Seccomp;

/// <summary>
/// Compiled filters on disk: libseccomp takes some 25 ms for the default profile, three times a container's whole start; a filter found
/// here, 0.1.
/// </summary>
/// <remarks>
/// A file is found by a short hash of the profile and believed only if it holds that very profile, byte for byte: profiles come from
/// clients, and one must not be able to slip its filter under another's. That comparison costs less than a cryptographic hash, whose
/// library alone would take longer to load than the rest of a start.
/// </remarks>
public sealed class SeccompCache
{
    /// <summary>How many filters are kept; the oldest make room.</summary>
    public const int MaxEntries = 128;

    private const string Suffix = ".bpf";
    private const uint OwnerOnly = 0x180;

    private readonly string _directory;

    /// <summary>Uses a directory that exists and that only the owner may write to.</summary>
    public SeccompCache(string directory) => _directory = directory;

    /// <summary>The filter of a profile, compiled if it is not there yet; null where the profile is empty.</summary>
    /// <param name="profileJson">The profile as it stands in config.json.</param>
    /// <param name="parse">Gives the same profile parsed; called only when it must be compiled.</param>
    /// <exception cref="SeccompException">
    /// As from <see cref="SeccompProfile.Compile"/>. A cache that cannot be read or written is no error.
    /// </exception>
    public CompiledSeccomp? Get(ReadOnlySpan<byte> profileJson, Func<LinuxSeccomp> parse)
    {
        var path = Path.Combine(_directory, SeccompCacheEntry.Name(profileJson) + Suffix);
        if (Read(path) is { } bytes && SeccompCacheEntry.Decode(bytes, profileJson) is { } cached)
        {
            return cached;
        }

        var compiled = SeccompProfile.Compile(parse());
        if (compiled is not null)
        {
            Write(path, SeccompCacheEntry.Encode(compiled, profileJson));
        }

        return compiled;
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(string path, byte[] entry)
    {
        var temporary = $"{path}.{Environment.ProcessId}";
        try
        {
            using (var file = new SafeFileHandle(Create(temporary), ownsHandle: true))
            {
                RandomAccess.Write(file, entry, 0);
            }

            File.Move(temporary, path, overwrite: true);
            Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk costs the next container its compilation, and this one nothing. What is left half written goes
            // with the oldest.
        }
    }

    // A file of the same name can only be what a killed process of the same number left behind.
    private static int Create(string path)
    {
        File.Delete(path);
        return Kernel.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, OwnerOnly).Release();
    }

    private void Trim()
    {
        var files = Directory.GetFiles(_directory);
        if (files.Length <= MaxEntries)
        {
            return;
        }

        var ages = Array.ConvertAll(files, File.GetLastWriteTimeUtc);
        Array.Sort(ages, files);
        for (var i = 0; i < files.Length - MaxEntries; i++)
        {
            File.Delete(files[i]);
        }
    }
}
