using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Security;

/// <summary>Which address families a container may open sockets of: all that the kernel has but a few.</summary>
/// <remarks>
/// linux/socket.h. On 32-bit architectures socketcall hides the family behind a pointer, so there this holds only for the newer socket
/// call.
/// </remarks>
internal static class SocketFamilies
{
    private const int Highest = 45;

    // In rising order.
    private static readonly int[] Closed =
    [
        12, // AF_DECnet: gone from the kernel, as are those up to 37
        19, // AF_ECONET
        20, // AF_ATMSVC
        23, // AF_IRDA
        25, // AF_WANPIPE
        34, // AF_ISDN
        37, // AF_CAIF
        38, // AF_ALG: the kernel's own cryptography, which no program needs and several exploits used
        40, // AF_VSOCK: reaches the hypervisor, past every network namespace
    ];

    /// <summary>
    /// Rules that any one of which lets a family through: an OCI runtime joins conditions on one argument by "or", so "from 13 to 18"
    /// cannot be said.
    /// </summary>
    public static IEnumerable<ConditionalSeccompRule> Rules(string allow)
    {
        yield return Rule(allow, "SCMP_CMP_LT", Closed[0]);
        for (var family = Closed[0] + 1; family <= Highest; family++)
        {
            if (!Closed.Contains(family))
            {
                yield return Rule(allow, "SCMP_CMP_EQ", family);
            }
        }
    }

    private static ConditionalSeccompRule Rule(string allow, string comparison, int family) => new()
    {
        Names = ["socket"],
        Action = allow,
        Args = [new SeccompArgument { Index = 0, Op = comparison, Value = (ulong)family }],
    };
}
