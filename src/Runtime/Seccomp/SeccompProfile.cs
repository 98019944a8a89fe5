using System.Runtime.InteropServices;
using Gantry.Linux;
using Gantry.Linux.Seccomp;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Seccomp;

/// <summary>Turns <c>linux.seccomp</c> of config.json into a filter, with runc's reading of it.</summary>
/// <remarks>runtime-spec config-linux.md "Seccomp"</remarks>
public static class SeccompProfile
{
    private const string Field = "linux.seccomp";
    private const int ManyRules = 32;

    /// <summary>The filter of a profile; null where the profile is empty, which means no seccomp.</summary>
    /// <exception cref="SeccompException">
    /// The profile has a word that nobody knows or contradicts itself, or libseccomp is missing or refuses a rule.
    /// </exception>
    public static CompiledSeccomp? Compile(LinuxSeccomp profile)
    {
        if (profile.DefaultAction.Length == 0 && profile.Syscalls is not { Count: > 0 })
        {
            return null;
        }

        try
        {
            return CompileRules(profile);
        }
        catch (DllNotFoundException e)
        {
            throw new SeccompException($"{Field}: libseccomp.so.2 cannot be loaded: install libseccomp (Debian: libseccomp2)", e);
        }
        catch (LinuxException e)
        {
            throw new SeccompException($"{Field}: {e.Message}", e);
        }
    }

    private static CompiledSeccomp CompileRules(LinuxSeccomp profile)
    {
        var defaultAction = SeccompRules.Action(
            profile.DefaultAction, profile.DefaultErrnoRet, $"{Field}.defaultAction", $"{Field}.defaultErrnoRet");
        if (defaultAction == SeccompAction.Notify)
        {
            throw new SeccompException(
                $"{Field}.defaultAction: SCMP_ACT_NOTIFY cannot be the default action: the container could not report its listener");
        }

        using var filter = new SeccompFilter(defaultAction);
        var architectures = AddArchitectures(filter, profile.Architectures ?? []);
        var rules = new SeccompRules(filter, defaultAction);
        var syscalls = profile.Syscalls ?? [];
        for (var i = 0; i < syscalls.Count; i++)
        {
            rules.Add(syscalls[i], $"{Field}.syscalls[{i}]");
        }

        // As runc decides it: the tree pays off for long profiles, and libseccomp up to 2.5.4 fails with a tree of no rules.
        if (rules.Count > ManyRules)
        {
            filter.UseBinaryTree();
        }

        var stub = EnosysStub.Generate(defaultAction, architectures, syscalls);
        return new CompiledSeccomp(Join(stub, filter.ExportProgram()), Flags(profile, rules.HasNotify));
    }

    private static List<uint> AddArchitectures(SeccompFilter filter, IReadOnlyList<string> names)
    {
        const string Prefix = "SCMP_ARCH_";
        var tokens = new List<uint>(names.Count);
        for (var i = 0; i < names.Count; i++)
        {
            var field = $"{Field}.architectures[{i}]";
            if (!SeccompWords.Architectures.Contains(names[i]))
            {
                throw new SeccompException($"{field}: unknown architecture {names[i]}");
            }

            var token = SeccompFilter.FindArchitecture(names[i][Prefix.Length..].ToLowerInvariant())
                ?? throw new SeccompException($"{field}: the installed libseccomp is too old for {names[i]}");
            filter.AddArchitecture(token, field);
            tokens.Add(token);
        }

        return tokens;
    }

    private static SeccompFlags Flags(LinuxSeccomp profile, bool hasNotify)
    {
        var flags = hasNotify ? SeccompFlags.NewListener : SeccompFlags.None;
        if (hasNotify && string.IsNullOrEmpty(profile.ListenerPath))
        {
            throw new SeccompException($"{Field}.listenerPath: a rule with SCMP_ACT_NOTIFY needs it");
        }

        // No list at all, unlike an empty one, means runc's default.
        if (profile.Flags is null)
        {
            return flags | SeccompFlags.SpeculationAllow;
        }

        for (var i = 0; i < profile.Flags.Count; i++)
        {
            flags |= SeccompWords.Flag(profile.Flags[i])
                ?? throw new SeccompException($"{Field}.flags[{i}]: unknown flag {profile.Flags[i]}");
        }

        return flags.HasFlag(SeccompFlags.WaitKillable) && !hasNotify
            ? throw new SeccompException($"{Field}.flags: SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV needs a rule with SCMP_ACT_NOTIFY")
            : flags;
    }

    private static byte[] Join(ReadOnlySpan<BpfInstruction> stub, ReadOnlySpan<byte> program)
    {
        byte[] joined = [.. MemoryMarshal.AsBytes(stub), .. program];
        var count = joined.Length / CompiledSeccomp.InstructionSize;
        return count <= BpfInstruction.MaxProgramLength
            ? joined
            : throw new SeccompException(
                $"{Field}: the filter has {count} instructions, and the kernel takes {BpfInstruction.MaxProgramLength}");
    }
}
