using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Contract;

/// <summary>How every message becomes JSON: camel case, no nulls, source-generated so that it works ahead of time compiled.</summary>
/// <remarks>A part without a default is required, so whoever holds a message holds all of it. A part added later gets a default: what a device one release behind sends must still be read.</remarks>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EventEnvelope))]
[JsonSerializable(typeof(AskEnvelope))]
[JsonSerializable(typeof(AnswerEnvelope))]
[JsonSerializable(typeof(Acknowledgement))]
[JsonSerializable(typeof(DeviceState))]
[JsonSerializable(typeof(Desired))]
[JsonSerializable(typeof(DeviceEvent))]
[JsonSerializable(typeof(Ask))]
[JsonSerializable(typeof(Answer))]
public sealed partial class ContractJson : JsonSerializerContext
{
    /// <summary>Reads a message that anyone may have sent: wrong JSON, missing parts or another shape give false, never an exception.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> utf8, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, [NotNullWhen(true)] out T? message)
        where T : class
    {
        try
        {
            message = JsonSerializer.Deserialize(utf8, type);
            return message is not null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)   // NotSupported: a polymorphic message without its kind
        {
            message = null;
            return false;
        }
    }
}
