using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Sandbox.People;

/// <summary>The folder that <c>hal/Virtual people --out</c> writes: a card file for every person, and the test hierarchy beside them.</summary>
static class PeopleFolder
{
    const string HierarchyFolder = "test-jpki";
    static readonly string[] Authorities = ["auth-ca", "sign-ca"];
    const string Advice = "write it with: dotnet run --project hal/Virtual -- people --out";

    /// <summary>Everyone with a My Number card, in the order of their ids.</summary>
    /// <exception cref="PeopleFolderException">Says which file, what is wrong with it, and what to do.</exception>
    public static IReadOnlyList<SandboxPerson> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new PeopleFolderException($"{folder} is not there: {Advice} {folder}");
        }
        return [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(ReadPerson).OfType<SandboxPerson>()];
    }

    /// <summary>The authorities whose keys lie there.</summary>
    /// <exception cref="PeopleFolderException">Says which file, what is wrong with it, and what to do.</exception>
    public static IReadOnlyList<SandboxAuthority> ReadAuthorities(string folder) =>
        [.. Authorities.Select(name => Path.Combine(folder, HierarchyFolder, name)).Select(path => Checked(path, () => new SandboxAuthority(ReadPem($"{path}.pem"), ReadPem($"{path}.key.pem"))))];

    static SandboxPerson? ReadPerson(string path) => Checked(path, () =>
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var card = document.RootElement;
        return card.GetProperty("kind").GetString() is "my-number" or "my-number-android" ? ReadPerson(card, Path.GetFileNameWithoutExtension(path)) : null;
    });

    static SandboxPerson ReadPerson(JsonElement card, string fallbackId)
    {
        var quirks = card.TryGetProperty("quirks", out var list) ? list.EnumerateArray().Select(quirk => quirk.GetString()!).ToList() : [];
        return new(
            Id: TextOr(card, "id", fallbackId),
            Name: card.GetProperty("name").GetString()!,
            Remark: string.Join(", ", quirks.Select(quirk => quirk.Replace('-', ' '))),
            Address: card.GetProperty("address").GetString()!,
            BirthDate: card.GetProperty("birthDate").GetString()!.Replace("-", "", StringComparison.Ordinal),
            Sex: card.GetProperty("sex").GetString() switch { "male" => "1", "female" => "2", "unknown" => "0", "other" => "3", "not-applicable" => "9", var digit => digit! },
            Pin: quirks.Contains("face-authentication-only") ? null : TextOr(card, "authenticationPin", "1234"),
            Tries: quirks.Contains("blocked") ? 0 : card.TryGetProperty("authenticationTries", out var tries) ? tries.GetInt32() : 3,
            Certificate: quirks.Contains("certificate-absent") ? null : Certificate(card.GetProperty("authentication")),
            ChipKey: card.GetProperty("kind").GetString() == "my-number" ? PublicKey(card.GetProperty("text")) : null,   // a phone has no text application
            IsRevoked: quirks.Contains("revoked"));
    }

    static byte[] Certificate(JsonElement authentication)
    {
        var der = authentication.GetProperty("certificate").GetBytesFromBase64();
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        return der;
    }

    static byte[] PublicKey(JsonElement text)
    {
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(text.GetProperty("key").GetBytesFromBase64(), out _);
        return key.ExportSubjectPublicKeyInfo();
    }

    static string TextOr(JsonElement card, string name, string otherwise) => card.TryGetProperty(name, out var value) && value.GetString() is { } text ? text : otherwise;

    static byte[] ReadPem(string path)
    {
        var text = File.ReadAllText(path);
        return PemEncoding.TryFind(text, out var fields) ? Convert.FromBase64String(text[fields.Base64Data]) : throw new FormatException($"{path} is no PEM file");
    }

    static T Checked<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        // InvalidOperation: another kind of JSON value than asked for; KeyNotFound: none at all, as for a card that leaves its keys to "sandbox".
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or CryptographicException or IOException or OverflowException)
        {
            throw new PeopleFolderException($"{path} is no card with its keys in it: {Advice} {Path.GetDirectoryName(path)}", e);
        }
    }
}

sealed class PeopleFolderException(string message, Exception? inner = null) : Exception(message, inner);
