using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Gantry.Linux.Seccomp;

namespace Gantry.Runtime.Seccomp;

/// <summary>One file of the cache.</summary>
/// <remarks>
/// Little-endian: magic, flags, the lengths of three parts (32 bits each); the parts: the stamp of the library that compiled the filter,
/// the profile, the program; and at the end the FNV-1a of all that, which tells a torn or damaged file.
/// </remarks>
internal static class SeccompCacheEntry
{
    // The last byte is the version of this layout and of the compiler: a change of either must not find older files.
    private const uint Magic = 0x53454301;
    private const int HeaderSize = 5 * sizeof(uint);
    private const int ChecksumSize = sizeof(ulong);

    /// <summary>The same for the same profile on the same architecture; different ones may, if somebody tries, share it.</summary>
    public static string Name(ReadOnlySpan<byte> profile) => $"{Hash(profile):x16}-{RuntimeInformation.ProcessArchitecture}";

    public static byte[] Encode(CompiledSeccomp compiled, ReadOnlySpan<byte> profile)
    {
        var stamp = Encoding.UTF8.GetBytes(SeccompLibraryStamp.OfLoadedLibrary());
        var entry = new byte[HeaderSize + stamp.Length + profile.Length + compiled.Program.Length + ChecksumSize];
        var header = MemoryMarshal.Cast<byte, uint>(entry.AsSpan(0, HeaderSize));
        header[0] = Magic;
        header[1] = (uint)compiled.Flags;
        header[2] = (uint)stamp.Length;
        header[3] = (uint)profile.Length;
        header[4] = (uint)compiled.Program.Length;
        stamp.CopyTo(entry, HeaderSize);
        profile.CopyTo(entry.AsSpan(HeaderSize + stamp.Length));
        compiled.Program.CopyTo(entry.AsMemory(HeaderSize + stamp.Length + profile.Length));
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(entry.Length - ChecksumSize), Checksum(entry));
        return entry;
    }

    /// <summary>
    /// The filter in a file; null where the file is damaged, is another profile's, or was made with another libseccomp than is installed
    /// now.
    /// </summary>
    public static CompiledSeccomp? Decode(byte[] entry, ReadOnlySpan<byte> profile)
    {
        if (entry.Length < HeaderSize + ChecksumSize)
        {
            return null;
        }

        var header = MemoryMarshal.Cast<byte, uint>(entry.AsSpan(0, HeaderSize));
        var (stampLength, profileLength, programLength) = ((long)header[2], (long)header[3], (long)header[4]);
        if (header[0] != Magic
            || HeaderSize + stampLength + profileLength + programLength + ChecksumSize != entry.Length
            || programLength % CompiledSeccomp.InstructionSize != 0
            || BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(entry.Length - ChecksumSize)) != Checksum(entry))
        {
            return null;
        }

        var profileStart = HeaderSize + (int)stampLength;
        var programStart = profileStart + (int)profileLength;
        return profile.SequenceEqual(entry.AsSpan(profileStart, (int)profileLength))
            && SeccompLibraryStamp.IsCurrent(Encoding.UTF8.GetString(entry, HeaderSize, (int)stampLength))
            ? new CompiledSeccomp(entry.AsMemory(programStart, (int)programLength), (SeccompFlags)header[1])
            : null;
    }

    private static ulong Checksum(byte[] entry) => Hash(entry.AsSpan(0, entry.Length - ChecksumSize));

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }
}
