using System.Text.Json;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Config;

/// <summary>Reads runtime-spec documents into their records.</summary>
internal static partial class ConfigReader
{
    /// <summary>The largest <c>config.json</c>, in bytes.</summary>
    public const int MaxConfigBytes = 16 * 1024 * 1024;

    /// <summary>Reads a bundle's <c>config.json</c>.</summary>
    /// <exception cref="ConfigException">The document is no JSON, or a field has the wrong type.</exception>
    public static ConfigDocument ReadConfig(ReadOnlyMemory<byte> json) => Read(json, "config.json", root => new ConfigDocument
    {
        Config = Config(root),
        SeccompJson = ConfigDocument.SeccompOf(root),
        Json = json,
    });

    /// <summary>Reads the value of <c>linux.seccomp</c> alone.</summary>
    public static LinuxSeccomp ReadSeccomp(ReadOnlyMemory<byte> json) => Read(json, "linux.seccomp", Seccomp);

    public static ContainerProcess ReadProcess(ReadOnlyMemory<byte> json) => Read(json, "process", Process);

    public static LinuxResources ReadResources(ReadOnlyMemory<byte> json) => Read(json, "resources", Resources);

    private static T Read<T>(ReadOnlyMemory<byte> json, string name, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement.RequireObject(name));
        }
        catch (JsonException e)
        {
            throw new ConfigException(name, $"not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }

    private static RuntimeConfig Config(JsonElement json) => new()
    {
        OciVersion = json.Text("ociVersion") ?? "",
        Process = json.Object("process", Process),
        Root = json.Object("root", Root),
        Hostname = json.Text("hostname"),
        Domainname = json.Text("domainname"),
        Mounts = json.List("mounts", Mount),
        Hooks = json.Object("hooks", Hooks),
        Annotations = json.TextMap("annotations"),
        Linux = json.Object("linux", Linux),
    };

    private static ContainerRoot Root(JsonElement json) => new()
    {
        Path = json.Text("path") ?? "",
        Readonly = json.Flag("readonly") ?? false,
    };

    private static ContainerMount Mount(JsonElement json) => new()
    {
        Destination = json.Text("destination") ?? throw new ConfigException("destination", "is missing"),
        Type = json.Text("type"),
        Source = json.Text("source"),
        Options = json.Texts("options"),
        UidMappings = json.List("uidMappings", IdMapping),
        GidMappings = json.List("gidMappings", IdMapping),
    };

    private static IdMapping IdMapping(JsonElement json) => new()
    {
        ContainerId = json.Number<uint>("containerID") ?? 0,
        HostId = json.Number<uint>("hostID") ?? 0,
        Size = json.Number<uint>("size") ?? 0,
    };

    private static ContainerHooks Hooks(JsonElement json) => new()
    {
        Prestart = json.List("prestart", Hook),
        CreateRuntime = json.List("createRuntime", Hook),
        CreateContainer = json.List("createContainer", Hook),
        StartContainer = json.List("startContainer", Hook),
        Poststart = json.List("poststart", Hook),
        Poststop = json.List("poststop", Hook),
    };

    private static Hook Hook(JsonElement json) => new()
    {
        Path = json.Text("path") ?? throw new ConfigException("path", "is missing"),
        Args = json.Texts("args"),
        Env = json.Texts("env"),
        Timeout = json.Number<int>("timeout") switch
        {
            <= 0 => throw new ConfigException("timeout", "must be greater than zero"),
            var seconds => seconds,
        },
    };
}
