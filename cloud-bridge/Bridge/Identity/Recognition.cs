using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Identity;

/// <summary>Whose card is this, and how much has it proven? By what the bridge itself knows; the platform is <see cref="Vouching"/>'s to ask.</summary>
sealed class Recognition(IdentitySettings settings, BridgeKeys keys)
{
    /// <param name="now">The time the tap is judged at: the clock for an ask, the entry's own time for a journal entry.</param>
    public Task<Recognised> RecogniseAsync(BridgeDb db, CardEvidence card, DeviceAddress device, DateTimeOffset now, CancellationToken cancel) => card switch
    {
        CardEvidence.MyNumberTap tap => OfTapAsync(db, tap, device, now, cancel),
        CardEvidence.LibraryCard(var number) => OfLibraryCardAsync(db, number, cancel),
        CardEvidence.FelicaCard(var idm) => OfOtherCardAsync(db, PatronCardKind.Felica, CardKind.FelicaCard, idm.ToUpperInvariant(), cancel),
        CardEvidence.MifareCard(var uid) => OfOtherCardAsync(db, PatronCardKind.Mifare, CardKind.MifareCard, uid.ToUpperInvariant(), cancel),
        CardEvidence.PhoneBarcode(var code) => OfOtherCardAsync(db, PatronCardKind.Phone, CardKind.PhoneBarcode, code.Trim(), cancel),
        _ => Task.FromResult<Recognised>(new Recognised.Unknown()),
    };

    async Task<Recognised> OfTapAsync(BridgeDb db, CardEvidence.MyNumberTap tap, DeviceAddress device, DateTimeOffset now, CancellationToken cancel)
    {
        if ((tap.Time - now).Duration() > settings.TapWindow)
        {
            return new Recognised.OutOfTime();
        }
        if (!IsWellFormed(tap))
        {
            return new Recognised.Malformed();
        }
        var index = CardLink.SerialIndex(keys.Site, tap.CertificateSerial);
        if (await db.Links.Include(link => link.Patron).SingleOrDefaultAsync(link => link.SerialHash == index, cancel) is not { Patron: { } patron } link)
        {
            return new Recognised.Unknown();
        }
        return link.TextPublicKey is not { } key ? new Recognised.Unenrolled(EnrolmentCause.EarlierMethod)
            : !RsaKey.HasSigned(key, DigestOf(tap, device), tap.Signature) ? new Recognised.Unenrolled(EnrolmentCause.OtherChip)
            : link.CertificateEnds < now ? new Recognised.NotValid(CardInvalidity.Expired)
            : link.IsRevoked || now - link.ValidatedAt >= settings.ValidFor ? new Recognised.Unvouched(patron, link)
            : new Recognised.Known(patron, new(CardKind.MyNumberCard, Assurance.ChipProven, link.Id));
    }

    /// <summary>What the chip signs at a tap.</summary>
    public static byte[] DigestOf(CardEvidence.MyNumberTap tap, DeviceAddress device) => CardChallenge.Digest(CardChallenge.Tap, device, tap.Time, tap.Nonce);

    static bool IsWellFormed(CardEvidence.MyNumberTap tap) =>
        tap is { Nonce.Length: 32, Signature.Length: 256, CertificateSerial.Length: > 0 and <= 64 }
        && tap.CertificateSerial.All(char.IsAsciiHexDigit) && tap.CertificateSerial.AsSpan().ContainsAnyExcept('0');

    static async Task<Recognised> OfLibraryCardAsync(BridgeDb db, string number, CancellationToken cancel) =>
        await FindByLibraryCardAsync(db, number, cancel) is { } patron
            ? new Recognised.Known(patron, new(CardKind.LibraryCard, Assurance.Presented))
            : new Recognised.Unknown();

    /// <summary>The patron whose library card says this, whose number it is, or who has it as another card.</summary>
    public static async Task<Patron?> FindByLibraryCardAsync(BridgeDb db, string number, CancellationToken cancel)
    {
        if (number.Length > Label.MaximumLength)
        {
            return null;
        }
        var key = Label.KeyOf(number);
        return await db.Patrons.FirstOrDefaultAsync(p => p.LibraryCard == key, cancel)
            ?? await db.Patrons.FirstOrDefaultAsync(p => p.Number == key, cancel)
            ?? await db.PatronCards.Where(c => c.Kind == PatronCardKind.Barcode && c.Value == key).Select(c => c.Patron).SingleOrDefaultAsync(cancel);
    }

    static async Task<Recognised> OfOtherCardAsync(BridgeDb db, PatronCardKind stored, CardKind kind, string value, CancellationToken cancel) =>
        value.Length <= PatronCard.LongestValue
        && await db.PatronCards.Where(c => c.Kind == stored && c.Value == value).Select(c => c.Patron).SingleOrDefaultAsync(cancel) is { } patron
            ? new Recognised.Known(patron, new(kind, Assurance.Presented))
            : new Recognised.Unknown();
}

/// <summary>What a card's evidence comes to.</summary>
abstract record Recognised
{
    Recognised() { }

    public sealed record Known(Patron Patron, PresentedCard Card) : Recognised;

    /// <summary>The enrolled chip signed, but the platform's word that the certificate is good has run out.</summary>
    public sealed record Unvouched(Patron Patron, CardLink Link) : Recognised;

    /// <summary>The certificate is known, its chip is not: the PIN is asked for once.</summary>
    public sealed record Unenrolled(EnrolmentCause Cause) : Recognised;

    public sealed record NotValid(CardInvalidity Reason) : Recognised;

    /// <summary>Nobody has this card.</summary>
    public sealed record Unknown : Recognised;

    /// <summary>No tap a chip could have made; nobody's.</summary>
    public sealed record Malformed : Recognised;

    /// <summary>The tap is too old, or one of the clocks is wrong.</summary>
    public sealed record OutOfTime : Recognised;

    /// <summary>Nobody could be asked whether the card still counts.</summary>
    public sealed record NobodyToAsk : Recognised;
}
