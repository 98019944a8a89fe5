using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the step that sets the execution domain.</summary>
/// <remarks>runtime-spec config-linux.md "Personality": no flag is defined.</remarks>
internal static class PersonalityStep
{
    public static void Add(ChildProgram program, Personality personality)
    {
        if (personality.Flags is { Count: > 0 })
        {
            throw new ConfigException("linux.personality.flags", "no flag is known");
        }

        var domain = Personalities.Find(personality.Domain)
            ?? throw new ConfigException("linux.personality.domain", $"unknown domain {personality.Domain}");
        program.Call(SyscallNumber.Personality, "personality"u8, program.Memory.Text(personality.Domain), (nint)domain);
    }
}
