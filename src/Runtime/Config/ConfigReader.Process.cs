using System.Text.Json;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Config;

internal static partial class ConfigReader
{
    private static ContainerProcess Process(JsonElement json) => new()
    {
        Terminal = json.Flag("terminal") ?? false,
        ConsoleSize = json.Object("consoleSize", ConsoleSize),
        User = json.Object("user", User) ?? new ProcessUser(),
        Args = json.Texts("args"),
        Env = json.Texts("env"),
        Cwd = json.Text("cwd") ?? "",
        Capabilities = json.Object("capabilities", Capabilities),
        Rlimits = json.List("rlimits", Rlimit),
        NoNewPrivileges = json.Flag("noNewPrivileges") ?? false,
        ApparmorProfile = json.Text("apparmorProfile"),
        SelinuxLabel = json.Text("selinuxLabel"),
        OomScoreAdj = json.Number<int>("oomScoreAdj"),
        Scheduler = json.Object("scheduler", Scheduler),
        IoPriority = json.Object("ioPriority", IoPriority),
        ExecCpuAffinity = json.Object("execCPUAffinity", Affinity),
    };

    private static ConsoleSize ConsoleSize(JsonElement json) => new()
    {
        Height = json.Number<ushort>("height") ?? 0,
        Width = json.Number<ushort>("width") ?? 0,
    };

    private static ProcessUser User(JsonElement json) => new()
    {
        Uid = json.Number<uint>("uid") ?? 0,
        Gid = json.Number<uint>("gid") ?? 0,
        Umask = json.Number<uint>("umask"),
        AdditionalGids = json.Numbers("additionalGids"),
        Username = json.Text("username"),
    };

    private static ProcessCapabilities Capabilities(JsonElement json) => new()
    {
        Bounding = json.Texts("bounding"),
        Effective = json.Texts("effective"),
        Inheritable = json.Texts("inheritable"),
        Permitted = json.Texts("permitted"),
        Ambient = json.Texts("ambient"),
    };

    private static ResourceLimit Rlimit(JsonElement json) => new()
    {
        Type = json.Text("type") ?? "",
        Soft = json.Number<ulong>("soft") ?? 0,
        Hard = json.Number<ulong>("hard") ?? 0,
    };

    private static SchedulerPolicy Scheduler(JsonElement json) => new()
    {
        Policy = json.Text("policy") ?? "",
        Nice = json.Number<int>("nice") ?? 0,
        Priority = json.Number<int>("priority") ?? 0,
        Flags = json.Texts("flags"),
        Runtime = json.Number<ulong>("runtime") ?? 0,
        Deadline = json.Number<ulong>("deadline") ?? 0,
        Period = json.Number<ulong>("period") ?? 0,
    };

    private static IoPriority IoPriority(JsonElement json) => new()
    {
        Class = json.Text("class") ?? "",
        Priority = json.Number<int>("priority") ?? 0,
    };

    private static ExecCpuAffinity Affinity(JsonElement json) => new()
    {
        Initial = json.Text("initial"),
        Final = json.Text("final"),
    };
}
