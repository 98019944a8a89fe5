using System.Text.Json;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Config;

internal static partial class ConfigReader
{
    private static LinuxConfig Linux(JsonElement json) => new()
    {
        Namespaces = json.List("namespaces", Namespace),
        UidMappings = json.List("uidMappings", IdMapping),
        GidMappings = json.List("gidMappings", IdMapping),
        TimeOffsets = json.Map("timeOffsets", TimeOffset),
        Devices = json.List("devices", Device),
        CgroupsPath = json.Text("cgroupsPath"),
        Resources = json.Object("resources", Resources),
        RootfsPropagation = json.Text("rootfsPropagation"),
        Sysctl = json.TextMap("sysctl"),
        MaskedPaths = json.Texts("maskedPaths"),
        ReadonlyPaths = json.Texts("readonlyPaths"),
        MountLabel = json.Text("mountLabel"),
        Personality = json.Object("personality", Personality),
        IntelRdt = json.Object("intelRdt", IntelRdt),
    };

    private static LinuxNamespace Namespace(JsonElement json) => new()
    {
        Type = json.Text("type") ?? throw new ConfigException("type", "is missing"),
        Path = json.Text("path"),
    };

    private static TimeOffset TimeOffset(JsonElement json) => new()
    {
        Secs = json.Number<long>("secs") ?? 0,
        Nanosecs = json.Number<uint>("nanosecs") ?? 0,
    };

    private static LinuxDevice Device(JsonElement json) => new()
    {
        Type = json.Text("type") ?? throw new ConfigException("type", "is missing"),
        Path = json.Text("path") ?? throw new ConfigException("path", "is missing"),
        Major = json.Number<long>("major") ?? 0,
        Minor = json.Number<long>("minor") ?? 0,
        FileMode = json.Number<uint>("fileMode"),
        Uid = json.Number<uint>("uid") ?? 0,
        Gid = json.Number<uint>("gid") ?? 0,
    };

    private static LinuxSeccomp Seccomp(JsonElement json) => new()
    {
        DefaultAction = json.Text("defaultAction") ?? throw new ConfigException("defaultAction", "is missing"),
        DefaultErrnoRet = json.Number<uint>("defaultErrnoRet"),
        Architectures = json.Texts("architectures"),
        Flags = json.Texts("flags"),
        ListenerPath = json.Text("listenerPath"),
        ListenerMetadata = json.Text("listenerMetadata"),
        Syscalls = json.List("syscalls", SeccompRule),
    };

    private static SeccompRule SeccompRule(JsonElement json) => new()
    {
        Names = json.Texts("names") ?? throw new ConfigException("names", "is missing"),
        Action = json.Text("action") ?? throw new ConfigException("action", "is missing"),
        ErrnoRet = json.Number<uint>("errnoRet"),
        Args = json.List("args", SeccompArgument),
    };

    private static SeccompArgument SeccompArgument(JsonElement json) => new()
    {
        Index = json.Number<uint>("index") ?? 0,
        Value = json.Number<ulong>("value") ?? 0,
        ValueTwo = json.Number<ulong>("valueTwo") ?? 0,
        Op = json.Text("op") ?? "",
    };

    private static Personality Personality(JsonElement json) => new()
    {
        Domain = json.Text("domain") ?? "",
        Flags = json.Texts("flags"),
    };

    private static IntelRdt IntelRdt(JsonElement json) => new()
    {
        ClosId = json.Text("closID"),
        Schemata = json.Texts("schemata"),
        L3CacheSchema = json.Text("l3CacheSchema"),
        MemBwSchema = json.Text("memBwSchema"),
    };
}
