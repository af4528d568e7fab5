using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bridge.Library.Koha;

/// <summary>What became of a request to Koha.</summary>
abstract record KohaAnswer
{
    KohaAnswer() { }

    public sealed record Answered(HttpStatusCode Status, byte[] Body) : KohaAnswer
    {
        /// <summary>Null for what is no such JSON.</summary>
        public T? Read<T>(JsonTypeInfo<T> type)
            where T : class
        {
            try
            {
                return JsonSerializer.Deserialize(Body, type);
            }
            catch (JsonException)   // the parser has no other way to say no
            {
                return null;
            }
        }

        public override string ToString() => $"{nameof(Answered)} {(int)Status}";   // the body names people
    }

    /// <summary>Sent, and nobody can tell what came of it: no answer in time, or an error of Koha's own.</summary>
    public sealed record Lost : KohaAnswer;

    /// <summary>Certainly not carried out.</summary>
    public sealed record NotSent : KohaAnswer;
}
