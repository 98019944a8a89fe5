using System.Runtime.InteropServices;
using Gantry.Linux.Capabilities;

namespace Gantry.Linux.Syscalls;

/// <summary>The first argument of capget(2) and capset(2), laid out as <c>struct __user_cap_header_struct</c>.</summary>
/// <param name="Version"><see cref="Version3"/>.</param>
/// <param name="Thread">0 is the caller.</param>
public readonly record struct CapabilityHeader(uint Version, int Thread)
{
    /// <summary>_LINUX_CAPABILITY_VERSION_3: 64 bits, in two <see cref="CapabilityWord"/>s.</summary>
    public const uint Version3 = 0x20080522;
}

/// <summary>
/// Half of the second argument of capget(2) and capset(2), lower half first, laid out as <c>struct __user_cap_data_struct</c>.
/// </summary>
public readonly record struct CapabilityWord(uint Effective, uint Permitted, uint Inheritable);

/// <summary>The three sets that capget(2) and capset(2) speak of.</summary>
public readonly record struct ThreadCapabilities(CapabilitySet Effective, CapabilitySet Permitted, CapabilitySet Inheritable)
{
    /// <summary>The two words of capset(2).</summary>
    public (CapabilityWord Low, CapabilityWord High) ToWords() => (Word(0), Word(32));

    private CapabilityWord Word(int shift) =>
        new((uint)(Effective.Bits >> shift), (uint)(Permitted.Bits >> shift), (uint)(Inheritable.Bits >> shift));
}

public static partial class Kernel
{
    private const int HighestCapability = 63;

    /// <summary>The capabilities of the calling thread.</summary>
    /// <remarks>capget(2)</remarks>
    public static unsafe ThreadCapabilities GetCapabilities()
    {
        var header = new CapabilityHeader(CapabilityHeader.Version3, 0);
        var words = stackalloc CapabilityWord[2];
        Check(GetCapabilitiesCall(&header, words), "capget");
        return new ThreadCapabilities(
            Join(words[0].Effective, words[1].Effective),
            Join(words[0].Permitted, words[1].Permitted),
            Join(words[0].Inheritable, words[1].Inheritable));
    }

    /// <summary>Sets the capabilities of the calling thread, and of no other.</summary>
    /// <exception cref="LinuxException">EPERM: not a subset of what the thread is permitted.</exception>
    /// <remarks>capset(2)</remarks>
    public static unsafe void SetCapabilities(ThreadCapabilities capabilities)
    {
        var header = new CapabilityHeader(CapabilityHeader.Version3, 0);
        var (low, high) = capabilities.ToWords();
        var words = stackalloc CapabilityWord[] { low, high };
        Check(SetCapabilitiesCall(&header, words), "capset");
    }

    /// <summary>What the calling thread, and whatever it executes, can ever get.</summary>
    /// <remarks>prctl(2) PR_CAPBSET_READ</remarks>
    public static CapabilitySet GetBoundingSet()
    {
        var bits = 0UL;
        for (var number = 0; number <= HighestCapability; number++)
        {
            // The first number that the kernel does not have is EINVAL.
            var result = PrctlCall((int)PrctlOption.CapabilityBoundingRead, number);
            if (result < 0 && LastErrno == Errno.EINVAL)
            {
                break;
            }

            bits |= (ulong)(uint)Check(result, "prctl PR_CAPBSET_READ") << number;
        }

        return new CapabilitySet(bits);
    }

    private static CapabilitySet Join(uint low, uint high) => new(low | ((ulong)high << 32));

    [LibraryImport("libc", EntryPoint = "capget", SetLastError = true)]
    private static unsafe partial int GetCapabilitiesCall(CapabilityHeader* header, CapabilityWord* words);

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    private static unsafe partial int SetCapabilitiesCall(CapabilityHeader* header, CapabilityWord* words);
}
