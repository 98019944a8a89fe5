using System.Buffers;
using System.Text.Json;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.State;

/// <summary>A container's state as JSON: what <c>state</c> prints and hooks read.</summary>
internal static class StateJson
{
    public static ReadOnlyMemory<byte> Write(ContainerState state, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented });
        Write(json, state);
        json.Flush();
        return buffer.WrittenMemory;
    }

    public static void Write(Utf8JsonWriter json, ContainerState state)
    {
        json.WriteStartObject();
        json.WriteString("ociVersion", state.OciVersion);
        json.WriteString("id", state.Id);
        json.WriteNumber("pid", state.Pid);
        json.WriteString("status", state.Status);
        json.WriteString("bundle", state.Bundle);
        WriteOptional(json, "rootfs", state.Rootfs);
        WriteOptional(json, "created", state.Created);
        if (state.Annotations is { Count: > 0 } annotations)
        {
            json.WriteStartObject("annotations");
            foreach (var (key, value) in annotations)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        WriteOptional(json, "owner", state.Owner);
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
