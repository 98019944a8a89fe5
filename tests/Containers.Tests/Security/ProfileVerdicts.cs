using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Tests.Security;

/// <summary>What a profile comes to for each system call: allowed, allowed under conditions, or denied.</summary>
internal static class ProfileVerdicts
{
    public const string Allowed = "allowed";
    public const string Denied = "denied";

    public static Dictionary<string, string> Of(LinuxSeccomp profile)
    {
        var verdicts = new Dictionary<string, string>();
        foreach (var rule in (profile.Syscalls ?? []).Where(rule => rule.Action == "SCMP_ACT_ALLOW"))
        {
            var condition = string.Join(" and ", (rule.Args ?? []).Select(Text));
            foreach (var name in rule.Names)
            {
                var before = verdicts.GetValueOrDefault(name);
                verdicts[name] = condition.Length == 0 || before == Allowed ? Allowed : before is null ? condition : $"{before} or {condition}";
            }
        }

        return verdicts;
    }

    private static string Text(SeccompArgument argument) => argument.Op == "SCMP_CMP_MASKED_EQ"
        ? $"a{argument.Index} & {argument.Value:x} = {argument.ValueTwo:x}"
        : $"a{argument.Index} {argument.Op["SCMP_CMP_".Length..]} {argument.Value:x}";
}
