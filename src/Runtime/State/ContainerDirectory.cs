using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.State;

/// <summary>One container's directory: its record, its config, and the socket at which it waits to be started.</summary>
internal sealed class ContainerDirectory(string id, string path)
{
    private const uint OwnerOnly = 0x180; // 0600

    public string Id { get; } = id;

    public string StartSocket => Path.Combine(path, "start.sock");

    private string RecordFile => Path.Combine(path, "state.json");

    private string ConfigFile => Path.Combine(path, "config.json");

    /// <summary>The container's record.</summary>
    /// <exception cref="RuntimeRefusal">It was never written: whoever made the directory has died at once, or is just beginning.</exception>
    public ContainerRecord Read() => TryRead() ?? throw new RuntimeRefusal($"container does not exist: {Id} (only the beginnings of one are there)");

    public ContainerRecord? TryRead()
    {
        try
        {
            // Empty is a first record whose writer has not come to write it, or has died.
            var content = PseudoFile.ReadBytes(RecordFile);
            return content.Length == 0 ? null : ContainerRecordJson.Read(content);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>Writes the first record, into a directory that was made just now.</summary>
    public void WriteFirst(ContainerRecord record) => WriteFile(RecordFile, ContainerRecordJson.Write(record).Span);

    /// <summary>Replaces the record as a whole: a reader sees the old one or the new one. Nothing waits for the disk, for no container outlives a boot.</summary>
    public void Write(ContainerRecord record)
    {
        var temporary = RecordFile + ".new";
        WriteFile(temporary, ContainerRecordJson.Write(record).Span);
        File.Move(temporary, RecordFile, overwrite: true);
    }

    /// <summary>The config that the container was created with, whatever has become of its bundle since.</summary>
    public ReadOnlyMemory<byte> ReadConfig() => PseudoFile.ReadBytes(ConfigFile, ConfigReader.MaxConfigBytes);

    public void WriteConfig(ReadOnlySpan<byte> config) => WriteFile(ConfigFile, config);

    /// <summary>Removes the directory with all that is in it.</summary>
    public void Delete()
    {
        // The record last: as long as it is there, another delete can finish the work of one that was interrupted.
        File.Delete(StartSocket);
        File.Delete(ConfigFile);
        File.Delete(RecordFile);
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another delete was faster.
        }
    }

    private static void WriteFile(string file, ReadOnlySpan<byte> content)
    {
        using var descriptor = Kernel.Open(file, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate, OwnerOnly);
        while (!content.IsEmpty)
        {
            content = content[Kernel.Write(descriptor, content)..];
        }
    }
}
