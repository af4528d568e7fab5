using System.Globalization;
using System.Text;
using System.Text.Json;
using Jose;

namespace Contract;

/// <summary>JSON of a JOSE header without reflection: an object of strings, numbers and one level of the same (the ephemeral key).</summary>
sealed class JoseHeaderMapper : IJsonMapper
{
    public string Serialize(object obj)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            Write(json, (IDictionary<string, object>)obj);
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public T Parse<T>(string json)
    {
        using var document = JsonDocument.Parse(json);
        return (T)(object)Read(document.RootElement);
    }

    static void Write(Utf8JsonWriter json, IDictionary<string, object> members)
    {
        json.WriteStartObject();
        foreach (var (name, value) in members)
        {
            json.WritePropertyName(name);
            if (value is IDictionary<string, object> inner)
            {
                Write(json, inner);
            }
            else
            {
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }
        json.WriteEndObject();
    }

    static Dictionary<string, object> Read(JsonElement element)
    {
        var members = new Dictionary<string, object>();
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.Object => Read(member.Value),
                JsonValueKind.Number => member.Value.GetInt64(),
                _ => member.Value.ToString(),
            };
        }
        return members;
    }
}
