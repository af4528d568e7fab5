using System.Text.Json;

namespace Bench;

/// <summary>The one field a request to the surface carries, whatever content type the sender claims (<c>curl -d</c> claims a form).</summary>
static class RequestField
{
    const int LongestBody = 16 * 1024;

    /// <returns>Null when the body is no JSON object with a text of that name.</returns>
    public static async Task<string?> TextAsync(HttpRequest request, string name) =>
        await ReadAsync(request, name) is { ValueKind: JsonValueKind.String } field ? field.GetString() : null;

    /// <returns>Null when the body is no JSON object with true or false under that name.</returns>
    public static async Task<bool?> FlagAsync(HttpRequest request, string name) =>
        await ReadAsync(request, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } field ? field.GetBoolean() : null;

    static async Task<JsonElement> ReadAsync(HttpRequest request, string name)
    {
        var body = new byte[LongestBody];
        var length = await request.Body.ReadAtLeastAsync(body, LongestBody, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        try
        {
            using var json = JsonDocument.Parse(body.AsMemory(0, length));
            return json.RootElement is { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty(name, out var field) ? field.Clone() : default;
        }
        catch (JsonException)   // the parser has no other way to say no
        {
            return default;
        }
    }
}
