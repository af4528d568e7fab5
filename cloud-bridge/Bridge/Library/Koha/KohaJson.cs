using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Library.Koha;

/// <param name="Surname">Koha wants one; the whole name where it cannot be told apart.</param>
sealed record KohaPatron([property: JsonPropertyName("cardnumber")] string CardNumber, string Surname, string? Firstname, DateOnly? DateOfBirth, string? Address, string? PostalCode, string? Phone, string? Email,
    string LibraryId, string CategoryId);

sealed record KohaQuery([property: JsonPropertyName("cardnumber")] string CardNumber);

sealed record KohaCard(long PatronId, [property: JsonPropertyName("cardnumber")] string? CardNumber = null);

sealed record KohaToken(string? AccessToken = null, int ExpiresIn = 0);

/// <param name="DueDate">RFC 3339.</param>
sealed record KohaCheckout(long CheckoutId, string DueDate, long? ItemId = null, int? RenewalsCount = null);

/// <param name="Status">W waits for pick-up, T is on its way to the library, P is being made ready; null is queued.</param>
/// <param name="Priority">Place in the queue; 0 once a copy is found.</param>
/// <param name="CancellationRequested">Only where asked for; true, a number or a text.</param>
sealed record KohaHold(long HoldId, long BiblioId, long? ItemId = null, string? PickupLibraryId = null, int? Priority = null, string? Status = null, string? ExpirationDate = null,
    JsonElement? CancellationRequested = null)
{
    public bool IsToBeCancelled => CancellationRequested is { ValueKind: JsonValueKind.True } || CancellationRequested is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count > 0
        || CancellationRequested is { ValueKind: JsonValueKind.String } text && text.GetString() is not ("" or "0");
}

sealed record KohaNewHold(long PatronId, long BiblioId, string PickupLibraryId);

/// <param name="ExternalId">Barcode.</param>
sealed record KohaItem(long ItemId, long BiblioId, string? ExternalId = null, KohaBiblio? Biblio = null);

sealed record KohaBiblio(string? Title = null, string? Author = null);

/// <param name="RequiredPermissions">There when the account may not do this at all.</param>
sealed record KohaError(string? Error = null, JsonElement? RequiredPermissions = null);

sealed record KohaItemQuery(IReadOnlyList<long> ItemId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectRequiredConstructorParameters = true)]   // ids are texts in some versions
[JsonSerializable(typeof(KohaPatron))]
[JsonSerializable(typeof(KohaQuery))]
[JsonSerializable(typeof(KohaCard[]))]
[JsonSerializable(typeof(KohaToken))]
[JsonSerializable(typeof(KohaCheckout[]))]
[JsonSerializable(typeof(KohaHold[]))]
[JsonSerializable(typeof(KohaNewHold))]
[JsonSerializable(typeof(KohaItem[]))]
[JsonSerializable(typeof(KohaBiblio))]
[JsonSerializable(typeof(KohaError))]
[JsonSerializable(typeof(KohaItemQuery))]
sealed partial class KohaJson : JsonSerializerContext;
