using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>What a process may want of a device; the bits are the kernel's.</summary>
/// <remarks>BPF_DEVCG_ACC_* in include/uapi/linux/bpf.h</remarks>
[Flags]
public enum DeviceAccess
{
    None = 0,
    MakeNode = 1,
    Read = 2,
    Write = 4,
    All = MakeNode | Read | Write,
}

/// <summary>A rule of the configuration, checked. The type is <c>b</c> or <c>c</c>; a null matches anything.</summary>
public readonly record struct DeviceMatch(bool Allow, char? Type, long? Major, long? Minor, DeviceAccess Access)
{
    /// <summary>True where no device and no access escapes this rule, so that all earlier ones are void.</summary>
    public bool IsEverything => Type is null && Major is null && Minor is null && Access == DeviceAccess.All;

    /// <summary>The access in letters: some of <c>rwm</c>.</summary>
    public string AccessLetters =>
        (Access.HasFlag(DeviceAccess.Read) ? "r" : "") + (Access.HasFlag(DeviceAccess.Write) ? "w" : "") + (Access.HasFlag(DeviceAccess.MakeNode) ? "m" : "");

    /// <summary>Checks a rule.</summary>
    /// <exception cref="CgroupException">The rule's type, number or access is none.</exception>
    public static DeviceMatch Parse(DeviceRule rule) => new(
        rule.Allow,
        ParseType(rule.Type),
        ParseNumber(rule.Major),
        ParseNumber(rule.Minor),
        ParseAccess(rule.Access));

    public static DeviceMatch[] ParseAll(IReadOnlyList<DeviceRule> rules)
    {
        var matches = new DeviceMatch[rules.Count];
        for (var i = 0; i < matches.Length; i++)
        {
            matches[i] = Parse(rules[i]);
        }

        return matches;
    }

    private static char? ParseType(string? type) => type switch
    {
        null or "" or "a" => null,
        "b" => 'b',
        "c" or "u" => 'c',
        _ => throw new CgroupException($"linux.resources.devices: \"{type}\" is no type of device (a, b or c)"),
    };

    // -1 is how Go's callers spell "any".
    private static long? ParseNumber(long? number) => number switch
    {
        null or -1 => null,
        >= 0 and <= int.MaxValue => number,
        _ => throw new CgroupException($"linux.resources.devices: {number} is no number of a device"),
    };

    private static DeviceAccess ParseAccess(string? access)
    {
        if (string.IsNullOrEmpty(access))
        {
            return DeviceAccess.All;
        }

        var result = DeviceAccess.None;
        foreach (var letter in access)
        {
            result |= letter switch
            {
                'r' => DeviceAccess.Read,
                'w' => DeviceAccess.Write,
                'm' => DeviceAccess.MakeNode,
                _ => throw new CgroupException($"linux.resources.devices: access \"{access}\" may be made of r, w and m only"),
            };
        }

        return result;
    }
}
