using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bridge.Ingest;

/// <summary>Finds the one character that not every database keeps.</summary>
static class Nul
{
    /// <param name="json">As this program writes it: escaped, with an odd number of backslashes.</param>
    public static bool IsIn(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf(@"\u0000"u8); at >= 0; at = json.IndexOf(@"\u0000"u8))
        {
            if ((at - json[..at].LastIndexOfAnyExcept((byte)'\\')) % 2 == 1)
            {
                return true;
            }
            json = json[(at + 1)..];
        }
        return false;
    }

    public static bool IsIn<T>(T message, JsonTypeInfo<T> type) => IsIn(JsonSerializer.SerializeToUtf8Bytes(message, type));
}
