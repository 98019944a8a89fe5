using Gantry.Linux;
using Gantry.Linux.Seccomp;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Seccomp;

/// <summary>Instructions in front of a filter that answer ENOSYS to calls newer than anything the profile names.</summary>
/// <remarks>
/// A profile lists what it allows, so a call that was invented after it gets the default action, mostly EPERM. C libraries try a new call
/// and fall back to an old one only on ENOSYS: EPERM from an old profile breaks every program on a newer C library (clone3, faccessat2).
/// runc since 1.0-rc93 therefore answers ENOSYS to numbers above the highest one that the profile knows, for each architecture it lists;
/// so do we, since profiles are written with it in mind.
/// </remarks>
internal static class EnosysStub
{
    private const uint X64 = 0xC000003E;

    // libseccomp's token for x32, which to the kernel is x86-64 with a bit set in the number.
    private const uint X32 = 0x4000003E;
    private const uint X32Bit = 0x40000000;

    /// <summary>
    /// The instructions; none where the default action lets calls through, for then the kernel itself answers ENOSYS, or is ENOSYS
    /// already.
    /// </summary>
    public static BpfInstruction[] Generate(
        SeccompAction defaultAction, IReadOnlyList<uint> architectures, IReadOnlyList<SeccompRule> rules)
    {
        const uint KindBits = 0xffff0000;
        var kind = new SeccompAction(defaultAction.Value & KindBits);
        var enosys = SeccompAction.Errno((ushort)Errno.ENOSYS);

        // A tracer may emulate new calls, so tracing counts as letting through.
        if (kind == SeccompAction.Allow || kind == SeccompAction.Log || kind == SeccompAction.Trace(0) || defaultAction == enosys)
        {
            return [];
        }

        var highest = new Dictionary<uint, uint>();
        foreach (var architecture in architectures)
        {
            highest[architecture] = HighestNumber(rules, architecture);
        }

        return Assemble(highest, BpfInstruction.Answer(enosys));
    }

    // One section an architecture. Each either answers or leaves by a jump to the end, where the filter begins.
    private static BpfInstruction[] Assemble(Dictionary<uint, uint> highest, BpfInstruction answer)
    {
        List<BpfInstruction> program = [BpfInstruction.LoadArchitecture];
        var exits = new List<int>();
        foreach (var (architecture, number) in highest)
        {
            if (architecture is not (X64 or X32))
            {
                AddSection(program, exits, architecture, Limit(number, answer));
            }
        }

        if (highest.ContainsKey(X64) || highest.ContainsKey(X32))
        {
            var wide = Limit(highest.GetValueOrDefault(X64), answer);
            var narrow = Limit(highest.GetValueOrDefault(X32), answer);
            var ifNarrow = BpfInstruction.UnlessAnyBitSkip(X32Bit, (byte)(narrow.Length + 1));
            AddSection(program, exits, X64, [ifNarrow, .. narrow, BpfInstruction.Skip(0), .. wide]);
            exits.Add(program.Count - wide.Length - 2);
        }

        foreach (var exit in exits)
        {
            program[exit] = BpfInstruction.Skip(program.Count - exit - 1);
        }

        return exits.Count == 0 ? [] : [.. program];
    }

    private static void AddSection(List<BpfInstruction> program, List<int> exits, uint architecture, BpfInstruction[] body)
    {
        program.Add(BpfInstruction.UnlessEqualSkip(architecture, (byte)(body.Length + 2)));
        program.Add(BpfInstruction.LoadSyscall);
        program.AddRange(body);
        exits.Add(program.Count);
        program.Add(BpfInstruction.Skip(0));
    }

    // Zero: the profile names no call of this architecture, which tells nothing of its age.
    private static BpfInstruction[] Limit(uint number, BpfInstruction answer) =>
        number == 0 ? [] : [BpfInstruction.UnlessGreaterSkip(number, 1), answer];

    private static uint HighestNumber(IReadOnlyList<SeccompRule> rules, uint architecture)
    {
        var highest = 0;
        foreach (var rule in rules)
        {
            foreach (var name in rule.Names)
            {
                highest = Math.Max(highest, SeccompFilter.FindSyscall(name, architecture) ?? 0);
            }
        }

        return (uint)highest;
    }
}
