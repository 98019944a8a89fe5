using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Daemon.Shapes;
using Gantry.Docker.Exec.Shapes;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Networks.Shapes;
using Gantry.Docker.Volumes.Shapes;

namespace Gantry.Docker.Json;

/// <summary>Reads and writes Docker's documents without reflection. Property names are the records' own.</summary>
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(VersionBody))]
[JsonSerializable(typeof(InfoBody))]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(CreateRequest))]
[JsonSerializable(typeof(CreateResponse))]
[JsonSerializable(typeof(ContainerDocument))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(IReadOnlyList<ContainerSummary>))]
[JsonSerializable(typeof(WaitResponse))]
[JsonSerializable(typeof(TopResponse))]
[JsonSerializable(typeof(VolumeBody))]
[JsonSerializable(typeof(VolumeList))]
[JsonSerializable(typeof(CreateVolumeRequest))]
[JsonSerializable(typeof(PruneVolumesResponse))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(UpdateResponse))]
[JsonSerializable(typeof(PruneContainersResponse))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(ExecStartRequest))]
[JsonSerializable(typeof(ExecDetails))]
[JsonSerializable(typeof(IdResponse))]
[JsonSerializable(typeof(IReadOnlyList<ImageSummary>))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(IReadOnlyList<HistoryItem>))]
[JsonSerializable(typeof(IReadOnlyList<ImageDeleteItem>))]
[JsonSerializable(typeof(StreamMessage))]
[JsonSerializable(typeof(PathStat))]
[JsonSerializable(typeof(DiskUsageBody))]
[JsonSerializable(typeof(ImagePruneBody))]
[JsonSerializable(typeof(IReadOnlyList<FileChangeBody>))]
[JsonSerializable(typeof(Config))]
[JsonSerializable(typeof(DistributionBody))]
[JsonSerializable(typeof(AuthConfig))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(IReadOnlyList<SearchItem>))]
[JsonSerializable(typeof(IReadOnlyList<NetworkBody>))]
[JsonSerializable(typeof(NetworkBody))]
[JsonSerializable(typeof(NetworkCreateRequest))]
[JsonSerializable(typeof(NetworkCreateResponse))]
[JsonSerializable(typeof(NetworkConnectRequest))]
[JsonSerializable(typeof(NetworkPruneResponse))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
internal sealed partial class DockerJson : JsonSerializerContext
{
    /// <summary>As Go writes and reads: no escapes beyond JSON's own, names in any case, null for nothing.</summary>
    public static DockerJson Relaxed { get; } = new(MakeOptions());

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            PropertyNameCaseInsensitive = true,
        };
        foreach (var converter in NullAsZero.Converters)
        {
            options.Converters.Add(converter);
        }

        return options;
    }
}
