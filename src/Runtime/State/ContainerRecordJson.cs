using System.Buffers;
using System.Text.Json;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.State;

/// <summary>Writes and reads <c>state.json</c>.</summary>
internal static class ContainerRecordJson
{
    public static ReadOnlyMemory<byte> Write(ContainerRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("id", record.Id);
        json.WriteString("ociVersion", record.OciVersion);
        json.WriteString("bundle", record.Bundle);
        json.WriteString("rootfs", record.Rootfs);
        json.WriteNumber("pid", record.Pid);
        json.WriteNumber("startTicks", record.StartTicks);
        json.WriteString("created", record.Created);
        json.WriteBoolean("hasPidNamespace", record.HasPidNamespace);
        WriteMap(json, "cgroupPaths", record.Cgroup.Paths);
        if (record.Cgroup.Unit is { } unit)
        {
            json.WriteString("cgroupUnit", unit);
        }

        WriteMap(json, "annotations", record.Annotations);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <exception cref="ConfigException">The file is not what <see cref="Write"/> writes.</exception>
    public static ContainerRecord Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var json = document.RootElement;
            return new ContainerRecord
            {
                Id = json.Text("id") ?? "",
                OciVersion = json.Text("ociVersion") ?? "",
                Bundle = json.Text("bundle") ?? "",
                Rootfs = json.Text("rootfs") ?? "",
                Pid = json.Number<int>("pid") ?? 0,
                StartTicks = json.Number<long>("startTicks") ?? 0,
                Created = json.Text("created") ?? "",
                HasPidNamespace = json.Flag("hasPidNamespace") ?? false,
                Cgroup = new CgroupLocation
                {
                    Paths = json.TextMap("cgroupPaths") ?? [],
                    Unit = json.Text("cgroupUnit"),
                },
                Annotations = json.TextMap("annotations") ?? [],
            };
        }
        catch (JsonException)
        {
            throw new ConfigException("state.json", "is damaged");
        }
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
