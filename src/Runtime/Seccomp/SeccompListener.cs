using System.Buffers;
using System.Text.Json;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.State;

namespace Gantry.Runtime.Seccomp;

/// <summary>Hands the descriptor on which a filter's notifications are answered to the agent that the profile names.</summary>
/// <remarks>
/// runtime-spec config-linux.md "The Container Process State": one state, on a connection of its own, the descriptor with its first byte.
/// </remarks>
public static class SeccompListener
{
    /// <summary>Sends the state of the process whose filter it is.</summary>
    /// <param name="profile">With a listener path, as <see cref="SeccompProfile.Compile"/> has checked.</param>
    /// <param name="notify">What seccomp(2) returned to the process; still the caller's to close.</param>
    /// <param name="pid">The process, in the runtime's pid namespace: the container's first one, or one executed in it.</param>
    /// <param name="state">The container's own state.</param>
    /// <exception cref="SeccompException">Nobody takes it at the listener's path.</exception>
    public static void Send(LinuxSeccomp profile, FileDescriptor notify, int pid, ContainerState state)
    {
        try
        {
            using var socket = Kernel.UnixSocket();
            Kernel.ConnectUnix(socket, profile.ListenerPath ?? "");
            Kernel.SendAll(socket, Document(pid, profile.ListenerMetadata, state), notify);
        }
        catch (LinuxException e)
        {
            throw new SeccompException($"linux.seccomp.listenerPath: {e.Message}", e);
        }
    }

    private static ReadOnlySpan<byte> Document(int pid, string? metadata, ContainerState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("ociVersion", state.OciVersion);
        json.WriteStartArray("fds");
        json.WriteStringValue("seccompFd");
        json.WriteEndArray();
        json.WriteNumber("pid", pid);
        if (!string.IsNullOrEmpty(metadata))
        {
            json.WriteString("metadata", metadata);
        }

        json.WritePropertyName("state");
        StateJson.Write(json, state);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
