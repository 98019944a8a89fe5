using System.Text.Json.Serialization;

namespace Gantry.Containers.Lifecycle;

/// <summary>Reads and writes container records without reflection. A name, once written to disk, keeps its meaning.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(IReadOnlyList<EndpointRecord>))]
internal sealed partial class LifecycleJson : JsonSerializerContext;
