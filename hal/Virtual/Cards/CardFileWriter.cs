using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Virtual.Pki;
using static Virtual.Cards.CardFile;

namespace Virtual.Cards;

/// <summary>Writes what <see cref="CardFile"/> reads.</summary>
internal static class CardFileWriter
{
    public static string Write(CardDescription description)
    {
        using var buffer = new MemoryStream();
        // People read and edit these files: kanji as kanji.
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            Write(json, description);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    static void Write(Utf8JsonWriter json, CardDescription description)
    {
        json.WriteString("kind", description switch
        {
            CardDescription.MyNumber { Options.IsAndroid: true } => "my-number-android",
            CardDescription.MyNumber => "my-number",
            CardDescription.FeliCa => "felica",
            _ => "mifare",
        });
        json.WriteString("id", description.Id);
        json.WriteString("name", description.Name);
        switch (description)
        {
            case CardDescription.MyNumber card:
                Write(json, card);
                break;
            case CardDescription.FeliCa card:
                json.WriteString("idm", Convert.ToHexString(card.Idm));
                json.WriteString("pmm", Convert.ToHexString(card.Pmm));
                break;
            case CardDescription.Mifare card:
                json.WriteString("uid", Convert.ToHexString(card.Uid));
                break;
        }
    }

    static void Write(Utf8JsonWriter json, CardDescription.MyNumber card)
    {
        json.WriteString("address", card.Address);
        json.WriteString("birthDate", card.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("sex", SexWords.FirstOrDefault(word => word.Code == card.Sex).Word ?? card.Sex.ToString());
        json.WriteString("authenticationPin", card.Options.AuthenticationPin);
        json.WriteString("textPin", card.Options.TextPin);
        json.WriteString("signaturePassword", card.Options.SignaturePassword);
        json.WriteNumber("authenticationTries", card.Options.AuthenticationTries);
        json.WriteNumber("textTries", card.Options.TextTries);
        json.WriteNumber("signatureTries", card.Options.SignatureTries);
        json.WriteNumber("referenceTries", card.Options.ReferenceTries ?? 0);
        json.WriteStartArray("quirks");
        foreach (var (word, quirk) in QuirkWords.Where(word => card.Options.Quirks.HasFlag(word.Quirk)))
        {
            json.WriteStringValue(word);
        }
        json.WriteEndArray();
        json.WriteString("atqb", card.Atqb.Hex);
        if (card.CardExpiry is { } expiry)
        {
            json.WriteString("cardExpiry", expiry.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
        Write(json, "authentication", card.Authentication);
        Write(json, "signature", card.Signature);
        Write(json, "text", card.Text);
        Write(json, "visual", card.Visual);
    }

    static void Write(Utf8JsonWriter json, string key, CertifiedKey? certified)
    {
        if (certified is null)
        {
            json.WriteString(key, "sandbox");
            return;
        }
        json.WriteStartObject(key);
        json.WriteBase64String("certificate", certified.Certificate);
        json.WriteBase64String("key", certified.Key.ExportPkcs8());
        json.WriteBase64String("authority", certified.Authority);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string key, SigningApplication? application)
    {
        if (application is null)
        {
            json.WriteString(key, "sandbox");
            return;
        }
        json.WriteStartObject(key);
        json.WriteBase64String("key", application.Key.ExportPkcs8());
        json.WriteBase64String("issuerKey", application.Issuer.Key.ExportPkcs8());
        json.WriteBase64String("issuerCertificate", application.Issuer.Certificate);
        json.WriteEndObject();
    }
}
