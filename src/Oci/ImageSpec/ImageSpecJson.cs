using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Oci.ImageSpec;

/// <summary>Reads and writes image documents without reflection, with the bytes that Docker would write for non-ASCII text.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageLayout))]
public sealed partial class ImageSpecJson : JsonSerializerContext
{
    /// <summary>The context to use; <c>Default</c> escapes what HTML finds dangerous.</summary>
    public static ImageSpecJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>As <see cref="ImageSpecJson"/>, for the configuration blob, whose names mix three conventions and so are written out.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ImageDocument))]
[JsonSerializable(typeof(ImageConfig))]
public sealed partial class ImageDocumentJson : JsonSerializerContext
{
    /// <inheritdoc cref="ImageSpecJson.Plain"/>
    public static ImageDocumentJson Plain { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
