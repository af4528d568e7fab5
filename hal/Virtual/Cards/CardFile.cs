using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Virtual.Pki;

namespace Virtual.Cards;

/// <summary>
/// A card as a JSON file:
/// <code>
/// { "kind": "my-number", "name": "山田　花子", "address": "長野県白樺市…", "birthDate": "1985-04-12", "sex": "female",
///   "authenticationPin": "1234", "textPin": "1234", "authenticationTries": 3, "textTries": 3, "quirks": ["expired"],
///   "authentication": "sandbox", "signature": "sandbox", "text": "sandbox", "visual": "sandbox", "atqb": "000005E0B381A1" }
/// { "kind": "felica", "name": "…", "idm": "0102030405060708" }      { "kind": "mifare", "name": "…", "uid": "04A1B2C3" }
/// </code>
/// Instead of "sandbox", `people` writes keys and certificates, so that one process can enrol the card another one plays.
/// </summary>
public static class CardFile
{
    internal static readonly (string Word, CardQuirks Quirk)[] QuirkWords =
    [
        ("face-authentication-only", CardQuirks.FaceAuthenticationOnly),
        ("expired", CardQuirks.Expired),
        ("revoked", CardQuirks.Revoked),
        ("blocked", CardQuirks.Blocked),
        ("certificate-absent", CardQuirks.CertificateAbsent),
        ("signature-certificate-absent", CardQuirks.SignatureCertificateAbsent),
        ("long-address", CardQuirks.LongAddress),
        ("rare-kanji", CardQuirks.RareKanji),
        ("tampered-record", CardQuirks.TamperedRecord),
        ("warns-at-end-of-file", CardQuirks.WarnsAtEndOfFile),
    ];

    internal static readonly (string Word, char Code)[] SexWords = [("male", '1'), ("female", '2'), ("unknown", '0'), ("other", '3'), ("not-applicable", '9')];

    /// <summary>Where `people` writes the hierarchy, beside the card files.</summary>
    public const string HierarchyDirectory = "test-jpki";

    /// <summary>Loads a card; what it does not bring is issued by the hierarchy that lies beside it, or else by <see cref="TestHierarchy.Shared"/>.</summary>
    public static bool TryLoad(string path, out VirtualCardSetup? setup, out string? problem)
    {
        var roots = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, HierarchyDirectory);
        var hierarchy = TestHierarchy.Shared;
        setup = null;
        problem = null;
        return (!Directory.Exists(roots) || TestHierarchy.TryLoad(roots, TimeProvider.System, out hierarchy, out problem))
            && TryLoad(path, hierarchy!, times: null, out setup, out problem);
    }

    /// <param name="path">The file.</param>
    /// <param name="hierarchy">Issues what the file leaves to the sandbox.</param>
    /// <param name="times">How long the card computes; null for times of real cards.</param>
    /// <param name="setup">The card.</param>
    /// <param name="problem">Why not: which key, which value, what to write instead.</param>
    public static bool TryLoad(string path, TestHierarchy hierarchy, CardTimes? times, out VirtualCardSetup? setup, out string? problem)
    {
        setup = null;
        if (!File.Exists(path))
        {
            problem = $"{path} is not there; `people --out DIR` writes sample cards";
            return false;
        }
        if (!TryParse(File.ReadAllText(path), Path.GetFileNameWithoutExtension(path), out var description, out problem))
        {
            problem = $"{path}: {problem}";
            return false;
        }
        setup = description!.Build(hierarchy, times);
        return true;
    }

    /// <param name="json">The text of a card file.</param>
    /// <param name="id">The card's name when the text has no "id".</param>
    /// <param name="description">What it says.</param>
    /// <param name="problem">Why not.</param>
    public static bool TryParse(string json, string id, out CardDescription? description, out string? problem)
    {
        description = null;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException e)
        {
            problem = $"no JSON: {e.Message}";
            return false;
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problem = "the file must be one object: { \"kind\": \"my-number\", … }";
                return false;
            }
            var reader = new CardFileReader(document.RootElement);
            var read = Read(reader, id);
            reader.RefuseUnknownKeys();
            (description, problem) = (reader.Problem is null ? read : null, reader.Problem);
            return description is not null;
        }
    }

    /// <summary>The text of a card file; what it says reads back.</summary>
    public static string Write(CardDescription description) => CardFileWriter.Write(description);

    static CardDescription? Read(CardFileReader reader, string fallbackId)
    {
        const string Kinds = "\"my-number\", \"my-number-android\", \"felica\" or \"mifare\"";
        var kind = reader.Text("kind", null, Kinds);
        var id = reader.Text("id", fallbackId, "a name such as \"yamada-hanako\"");
        var name = reader.Text("name", null, text => text.Length <= 100, "the holder's name, such as \"山田　花子\"");
        return kind switch
        {
            "my-number" => ReadMyNumber(reader, id, name, isAndroid: false),
            "my-number-android" => ReadMyNumber(reader, id, name, isAndroid: true),
            "felica" => new CardDescription.FeliCa(
                reader.Hex("idm", null, "8 bytes, such as \"0102030405060708\"", 8),
                reader.Hex("pmm", CardDescription.FeliCa.DefaultPmm, "8 bytes, such as \"00F1000000014300\"", 8))
            { Id = id, Name = name },
            "mifare" => new CardDescription.Mifare(reader.Hex("uid", null, "4, 7 or 10 bytes, such as \"04A1B2C3\"", 4, 7, 10)) { Id = id, Name = name },
            _ => reader.Fail<CardDescription?>("kind", $"is \"{kind}\"", Kinds, null),
        };
    }

    static CardDescription.MyNumber ReadMyNumber(CardFileReader reader, string id, string name, bool isAndroid)
    {
        var standard = new MyNumberOptions();
        const string FourDigits = "four digits, such as \"1234\"";
        var address = reader.Text("address", null, text => text.Length <= 250, "the address on one line, at most 250 characters");
        var birthDate = reader.Date("birthDate", isRequired: true);
        var sex = ReadSex(reader);
        var options = new MyNumberOptions
        {
            IsAndroid = isAndroid,
            AuthenticationPin = reader.Text("authenticationPin", standard.AuthenticationPin, IsPin, FourDigits),
            TextPin = reader.Text("textPin", standard.TextPin, IsPin, FourDigits),
            SignaturePassword = reader.Text("signaturePassword", standard.SignaturePassword,
                text => SecretReference.IsSignaturePassword(Encoding.UTF8.GetBytes(text)), "6 to 16 of A–Z and 0–9 with at least one of each, such as \"ABC123\""),
            AuthenticationTries = reader.Number("authenticationTries", standard.AuthenticationTries, 0, MyNumberOptions.PinTries),
            TextTries = reader.Number("textTries", standard.TextTries, 0, MyNumberOptions.PinTries),
            SignatureTries = reader.Number("signatureTries", standard.SignatureTries, 0, MyNumberOptions.PasswordTries),
            ReferenceTries = reader.Number("referenceTries", standard.ReferenceTries ?? 0, 0, 15) is > 0 and var limit ? limit : null,
            Quirks = ReadQuirks(reader),
        };
        return new()
        {
            Id = id,
            Name = name,
            Address = address,
            BirthDate = birthDate ?? default,
            Sex = sex,
            Options = options,
            Atqb = ReadAtqb(reader),
            CardExpiry = reader.Date("cardExpiry", isRequired: false),
            Authentication = ReadCertified(reader, "authentication"),
            Signature = ReadCertified(reader, "signature"),
            Text = ReadSigning(reader, "text"),
            Visual = ReadSigning(reader, "visual"),
        };
    }

    static char ReadSex(CardFileReader reader)
    {
        var instead = string.Join(", ", SexWords.Select(word => $"\"{word.Word}\"")) + " or the digit on the card";
        var text = reader.Text("sex", null, instead);
        return text is [>= '0' and <= '9' and var digit] ? digit
            : SexWords.FirstOrDefault(word => word.Word == text) is { Word: not null } known ? known.Code
            : reader.Fail("sex", $"is \"{text}\"", instead, '0');
    }

    static CardQuirks ReadQuirks(CardFileReader reader)
    {
        var instead = "a list of " + string.Join(", ", QuirkWords.Select(word => $"\"{word.Word}\""));
        var quirks = CardQuirks.None;
        foreach (var text in reader.Texts("quirks", instead))
        {
            var known = QuirkWords.FirstOrDefault(word => word.Word == text);
            quirks |= known.Word is not null ? known.Quirk : reader.Fail("quirks", $"has \"{text}\"", instead, CardQuirks.None);
        }
        return quirks;
    }

    static AtqbVariant ReadAtqb(CardFileReader reader)
    {
        var instead = "one of " + string.Join(", ", AtqbVariant.All.Select(variant => $"\"{variant.Hex}\""));
        var hex = reader.Text("atqb", AtqbVariant.All[0].Hex, instead);
        return AtqbVariant.All.FirstOrDefault(variant => variant.Hex == hex) ?? reader.Fail("atqb", $"is \"{hex}\"", instead, AtqbVariant.All[0]);
    }

    static CertifiedKey? ReadCertified(CardFileReader reader, string key)
    {
        if (reader.Part(key) is not { } part)
        {
            return null;
        }
        var certified = ReadKey(part, "key") is { } cardKey ? new CertifiedKey(cardKey, part.Base64("certificate"), part.Base64("authority")) : null;
        if (certified is not null && !IsCertificate(certified.Certificate))
        {
            part.Fail("certificate", "is no certificate", "its DER in Base64, as `people --out` does", 0);
        }
        part.RefuseUnknownKeys();
        reader.Adopt(part);
        return certified;
    }

    static SigningApplication? ReadSigning(CardFileReader reader, string key)
    {
        if (reader.Part(key) is not { } part)
        {
            return null;
        }
        var application = ReadKey(part, "key") is { } cardKey && ReadKey(part, "issuerKey") is { } issuerKey
            ? new SigningApplication(cardKey, new(issuerKey, part.Base64("issuerCertificate")))
            : null;
        part.RefuseUnknownKeys();
        reader.Adopt(part);
        return application;
    }

    static CardKey? ReadKey(CardFileReader part, string key) =>
        CardKey.TryImport(part.Base64(key), out var cardKey) ? cardKey : part.Fail<CardKey?>(key, "is no RSA-2048 key", "its PKCS #8 form in Base64, as `people --out` does", null);

    static bool IsCertificate(byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    static bool IsPin(string text) => SecretReference.IsPin(Encoding.UTF8.GetBytes(text));
}
