using System.Text.Json;
using Gantry.Containers;
using Gantry.Containers.Lifecycle.Files;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Linux.Syscalls;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What the endpoints that copy files have in common: the path, and the header that tells what is there.</summary>
internal static class PathStats
{
    private const string Header = "X-Docker-Container-Path-Stat";

    private const uint Permissions = 0x1FF;

    // Go's os.FileMode keeps these at the top, in an order of its own.
    private const uint Directory = 1u << 31;
    private const uint SymbolicLink = 1u << 27;
    private const uint Device = 1u << 26;
    private const uint NamedPipe = 1u << 25;
    private const uint Socket = 1u << 24;
    private const uint SetUid = 1u << 23;
    private const uint SetGid = 1u << 22;
    private const uint CharacterDevice = 1u << 21;
    private const uint Sticky = 1u << 20;

    public static ContainerPath Path(Exchange exchange) =>
        ContainerPath.Parse(exchange.Path("name"), exchange.Query("path") ?? throw new InvalidException("bad parameter: 'path' cannot be empty"));

    public static void Write(Exchange exchange, PathStatus status)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new PathStat
            {
                Name = status.Name,
                Size = status.File.Size,
                Mode = GoMode(status.File),
                Modified = DockerTime.Format(DateTimeOffset.FromUnixTimeSeconds(status.File.Modified.Seconds).AddTicks(status.File.Modified.Nanoseconds / TimeSpan.NanosecondsPerTick)),
                LinkTarget = status.LinkTarget,
            },
            DockerJson.Relaxed.PathStat);
        exchange.Response.Headers[Header] = Convert.ToBase64String(body);
    }

    internal static uint GoMode(FileStatus file) =>
        (file.Mode & Permissions)
        | ((file.Mode & 0x800) != 0 ? SetUid : 0)
        | ((file.Mode & 0x400) != 0 ? SetGid : 0)
        | ((file.Mode & 0x200) != 0 ? Sticky : 0)
        | file.Type switch
        {
            FileType.Directory => Directory,
            FileType.SymbolicLink => SymbolicLink,
            FileType.BlockDevice => Device,
            FileType.CharacterDevice => Device | CharacterDevice,
            FileType.Fifo => NamedPipe,
            FileType.Socket => Socket,
            _ => 0,
        };
}
