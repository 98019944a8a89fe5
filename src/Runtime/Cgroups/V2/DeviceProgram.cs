using Gantry.Linux.Bpf;

namespace Gantry.Runtime.Cgroups.V2;

/// <summary>Compiles device rules into the program that the kernel asks at each use of a device.</summary>
/// <remarks>
/// The rules are asked from the last to the first, since a later one wins. Each takes away the kinds of access that it allows from those
/// still wanted: a use is allowed once nothing is left to want, and denied as soon as a rule denies any of the rest, or no rule is left.
/// </remarks>
public static class DeviceProgram
{
    /// <summary>
    /// How many rules may count. From each number that matches, the kernel's verifier follows the rest of the
    /// program once more, and it gives up after a million steps.
    /// </summary>
    public const int MaxRules = 512;

    private const int Result = 0;
    private const int Context = 1;
    private const int Type = 2;
    private const int Wanted = 3;
    private const int Major = 4;
    private const int Minor = 5;

    // struct bpf_cgroup_dev_ctx: access_type (access << 16 | type), major, minor.
    private const short AccessTypeOffset = 0;
    private const short MajorOffset = 4;
    private const short MinorOffset = 8;
    private const int AccessShift = 16;
    private const int TypeMask = 0xffff;
    private const int BlockType = 1;
    private const int CharacterType = 2;

    /// <summary>The program for these rules.</summary>
    /// <exception cref="CgroupException">More than <see cref="MaxRules"/> stand after the last one that is about everything.</exception>
    public static BpfInstruction[] Compile(ReadOnlySpan<DeviceMatch> rules)
    {
        var program = new List<BpfInstruction>
        {
            BpfInstruction.Load(Type, Context, AccessTypeOffset),
            BpfInstruction.Copy(Wanted, Type),
            BpfInstruction.ShiftRight(Wanted, AccessShift),
            BpfInstruction.And(Type, TypeMask),
            BpfInstruction.Load(Major, Context, MajorOffset),
            BpfInstruction.Load(Minor, Context, MinorOffset),
        };
        for (var i = rules.Length - 1; i >= 0; i--)
        {
            if (rules.Length - i > MaxRules)
            {
                throw new CgroupException($"linux.resources.devices: more than {MaxRules} rules");
            }

            AddRule(program, rules[i]);
            if (rules[i].IsEverything)
            {
                // The verifier refuses instructions that can never be reached.
                return [.. program];
            }
        }

        AddAnswer(program, allow: false);
        return [.. program];
    }

    private static void AddRule(List<BpfInstruction> program, DeviceMatch rule)
    {
        var verdict = Verdict(rule);
        var conditions = (rule.Type is null ? 0 : 1) + (rule.Major is null ? 0 : 1) + (rule.Minor is null ? 0 : 1);
        var left = conditions + verdict.Count;
        if (rule.Type is { } type)
        {
            program.Add(BpfInstruction.SkipUnless(Type, type == 'b' ? BlockType : CharacterType, --left));
        }

        if (rule.Major is { } major)
        {
            program.Add(BpfInstruction.SkipUnless(Major, (int)major, --left));
        }

        if (rule.Minor is { } minor)
        {
            program.Add(BpfInstruction.SkipUnless(Minor, (int)minor, --left));
        }

        program.AddRange(verdict);
    }

    private static List<BpfInstruction> Verdict(DeviceMatch rule)
    {
        const int answerLength = 2;
        var verdict = new List<BpfInstruction>();
        if (rule.Access != DeviceAccess.All && rule.Allow)
        {
            verdict.Add(BpfInstruction.And(Wanted, ~(int)rule.Access));
            verdict.Add(BpfInstruction.SkipUnless(Wanted, 0, answerLength));
        }
        else if (rule.Access != DeviceAccess.All)
        {
            verdict.Add(BpfInstruction.SkipIfAny(Wanted, (int)rule.Access, 1));
            verdict.Add(BpfInstruction.Skip(answerLength));
        }

        AddAnswer(verdict, rule.Allow);
        return verdict;
    }

    private static void AddAnswer(List<BpfInstruction> program, bool allow)
    {
        program.Add(BpfInstruction.Set(Result, allow ? 1 : 0));
        program.Add(BpfInstruction.Exit());
    }
}
