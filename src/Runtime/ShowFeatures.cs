using System.Buffers;
using System.Text.Json;
using Gantry.Linux.Capabilities;
using Gantry.Runtime.Cli;
using Gantry.Runtime.Namespaces;
using Gantry.Runtime.Rootfs;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime;

/// <summary><c>features</c>: what this runtime can do.</summary>
/// <remarks>runtime-spec features.md</remarks>
internal static class ShowFeatures
{
    public static OptionSet Options { get; } = new([], []);

    public static int Run(Invocation call)
    {
        if (call.Options.Rest.Count > 0)
        {
            throw new UsageException("features takes no argument");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("ociVersionMin", "1.0.0");
        json.WriteString("ociVersionMax", Help.SpecificationVersion);
        WriteWords(json, "hooks", ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"]);
        WriteWords(json, "mountOptions", MountOptions.Known);
        WriteLinux(json);
        json.WriteEndObject();
        json.Flush();
        Output.Write(buffer.WrittenSpan);
        Output.Write("\n"u8);
        return 0;
    }

    private static void WriteLinux(Utf8JsonWriter json)
    {
        json.WriteStartObject("linux");
        WriteWords(json, "namespaces", NamespaceTypes.All.Select(static type => type.Name));
        WriteWords(json, "capabilities", CapabilityNames.All);
        WriteSwitches(json, "cgroup", ["v1", "v2", "systemd"], off: ["systemdUser", "rdma"]);
        json.WriteStartObject("seccomp");
        json.WriteBoolean("enabled", true);
        WriteWords(json, "actions", SeccompWords.Actions);
        WriteWords(json, "operators", SeccompWords.Operators);
        WriteWords(json, "archs", SeccompWords.Architectures);
        WriteWords(json, "knownFlags", SeccompWords.Flags);
        WriteWords(json, "supportedFlags", SeccompWords.Flags);
        json.WriteEndObject();
        WriteSwitches(json, "apparmor", ["enabled"], off: []);
        WriteSwitches(json, "selinux", ["enabled"], off: []);
        WriteSwitches(json, "intelRdt", [], off: ["enabled"]);
        json.WriteStartObject("mountExtensions");
        WriteSwitches(json, "idmap", ["enabled"], off: []);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSwitches(Utf8JsonWriter json, string name, string[] on, string[] off)
    {
        json.WriteStartObject(name);
        foreach (var word in on)
        {
            json.WriteBoolean(word, true);
        }

        foreach (var word in off)
        {
            json.WriteBoolean(word, false);
        }

        json.WriteEndObject();
    }

    private static void WriteWords(Utf8JsonWriter json, string name, IEnumerable<string> words)
    {
        json.WriteStartArray(name);
        foreach (var word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }
}
