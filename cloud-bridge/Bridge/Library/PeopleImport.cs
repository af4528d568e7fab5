using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Identity;

namespace Bridge.Library;

/// <summary>A patron as <c>people.json</c> has it: an array of these. With a certificate serial it is linked to a My Number card.</summary>
/// <param name="Number">利用者番号.</param>
/// <param name="Category">Chooses the loan limits; <c>adult</c> when not said.</param>
/// <param name="CertificateSerial">Serial of the user-authentication certificate, hex; kept as an HMAC only.</param>
/// <param name="TextPublicKey">Public key of the card's text application: base64 SubjectPublicKeyInfo, RSA-2048.</param>
/// <param name="LibraryCard">What the library card's barcode says.</param>
/// <param name="Expires">Last day of membership.</param>
/// <param name="Block">Why the patron may not use the service.</param>
/// <param name="Felica">IDm of a FeliCa card, 16 hex digits.</param>
/// <param name="Mifare">UID of a MIFARE card, 8, 14 or 20 hex digits.</param>
/// <param name="Phone">What the barcode on the patron's phone says.</param>
/// <param name="Email">Where the patron is written to.</param>
/// <param name="PasswordHash">Of the patron pages, as <c>kazashi-bridge password-hash</c> prints one; with it a card can be linked from home.</param>
/// <param name="WantsMail">Notices about loans and holds.</param>
sealed record LinkedPerson(string Number, string Name, string? Kana = null, string? Category = null, DateOnly? BirthDate = null,
    string? CertificateSerial = null, string? TextPublicKey = null, string? LibraryCard = null, DateOnly? Expires = null, string? Block = null,
    string? Felica = null, string? Mifare = null, string? Phone = null, string? Email = null, string? PasswordHash = null, bool? WantsMail = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(List<JsonElement>))]
[JsonSerializable(typeof(List<LinkedPerson>))]
sealed partial class PeopleJson : JsonSerializerContext;

/// <summary>Reads a people file. Pure, and calm with garbage; a bad entry is told by its place.</summary>
static class PeopleImport
{
    public static PeopleRows Read(ReadOnlySpan<byte> file)
    {
        var rows = new PeopleRows();
        List<JsonElement>? elements;
        try
        {
            elements = JsonSerializer.Deserialize(file is [0xEF, 0xBB, 0xBF, .. var marked] ? marked : file, PeopleJson.Default.ListJsonElement);
        }
        catch (JsonException e)
        {
            rows.Problems.Add(new((int)(e.LineNumber ?? 0) + 1, "this is no JSON array", "write [ { \"number\": \"…\", \"name\": \"…\" }, … ]"));
            return rows;
        }
        foreach (var (index, element) in (elements ?? []).Index())
        {
            if (TryRead(element, out var problem) is { } person && problem is null)
            {
                rows.People.Add(person);
            }
            else
            {
                rows.Problems.Add(new(index + 1, problem!.Value.What, problem.Value.Todo));
            }
        }
        return rows;
    }

    static LinkedPerson? TryRead(JsonElement element, out (string What, string Todo)? problem)
    {
        try
        {
            var person = element.Deserialize(PeopleJson.Default.LinkedPerson)!;
            problem = Check(person);
            return person;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            problem = ("a part is missing or of the wrong kind", "number and name are required; dates are written 1999-12-31");
            return null;
        }
    }

    static (string What, string Todo)? Check(LinkedPerson person) =>
        person is null || person.Number.Trim().Length is 0 or > Label.MaximumLength ? ("number is empty or too long", $"write the patron's number, 1 to {Label.MaximumLength} characters")
        : person.Name.Trim().Length is 0 ? ("name is empty", "write the patron's name")
        : ((string?[])[person.Number, person.Name, person.Kana, person.Category, person.Block, person.Email, person.LibraryCard, person.Phone]).Any(text => text?.Contains('\0', StringComparison.Ordinal) is true)
            ? ("a text has a NUL in it", "write it without \\u0000")
        : person.CertificateSerial is { } serial && !IsSerial(serial) ? ("certificateSerial is no serial", "write its hexadecimal digits, at most 40, without blanks")
        : person.TextPublicKey is { } key && !IsKey(key) ? ("textPublicKey is no RSA-2048 key", "write the SubjectPublicKeyInfo in base64")
        : person.PasswordHash is { } hash && !Web.PasswordHash.IsHash(hash) ? ("passwordHash is none", "write what kazashi-bridge password-hash prints, never the password itself")
        : person.Felica is { } idm && !IsHex(idm, 16) ? ("felica is no IDm", "write its 16 hexadecimal digits, without blanks")
        : person.Mifare is { } uid && !IsHex(uid, 8, 14, 20) ? ("mifare is no UID", "write its 8, 14 or 20 hexadecimal digits, without blanks")
        : person.Phone is { } phone && phone.Trim().Length is 0 or > PatronCard.LongestValue ? ("phone is empty or too long", $"write what the barcode says, 1 to {PatronCard.LongestValue} characters")
        : person is { TextPublicKey: not null, CertificateSerial: null } ? ("textPublicKey without certificateSerial", "write both, or neither")
        : null;

    static bool IsSerial(string serial) => serial.Length is > 0 and <= 40 && serial.All(char.IsAsciiHexDigit);

    static bool IsHex(string text, params int[] lengths) => lengths.Contains(text.Length) && text.All(char.IsAsciiHexDigit);

    static bool IsKey(string key)
    {
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out var length) && RsaKey.IsKey(bytes[..length]);
    }
}

/// <summary>What a people file came to.</summary>
sealed class PeopleRows
{
    public List<LinkedPerson> People { get; } = [];

    /// <summary>Numbered by place in the array, or by line when the file is no array.</summary>
    public List<ImportProblem> Problems { get; } = [];
}
