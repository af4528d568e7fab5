using System.Security.Cryptography;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Identity;

/// <summary>Whose card is this, and how much has it proven?</summary>
sealed class Recognition(IdentitySettings settings, BridgeKeys keys)
{
    /// <param name="now">The time the tap is judged at: the clock for an ask, the entry's own time for a journal entry.</param>
    public async Task<Recognised> RecogniseAsync(BridgeDb db, CardEvidence card, DeviceAddress device, DateTimeOffset now, CancellationToken cancel) => card switch
    {
        CardEvidence.MyNumberTap tap => await OfTapAsync(db, tap, device, now, cancel),
        CardEvidence.LibraryCard(var number) => await OfLibraryCardAsync(db, number, cancel),
        _ => new Recognised.Unknown(),
    };

    /// <summary>Least assurance for a loan with this kind of card.</summary>
    public Assurance NeededForLoan(CardEvidence card) => card switch
    {
        CardEvidence.MyNumberTap => settings.MyNumberCard.Loan,
        _ => settings.LibraryCard.Loan,
    };

    async Task<Recognised> OfTapAsync(BridgeDb db, CardEvidence.MyNumberTap tap, DeviceAddress device, DateTimeOffset now, CancellationToken cancel)
    {
        if ((tap.Time - now).Duration() > settings.TapWindow)
        {
            return new Recognised.OutOfTime();
        }
        if (tap.Nonce.Length != 32 || tap.CertificateSerial.Length is 0 or > 64)
        {
            return new Recognised.Unknown();
        }
        var index = CardLink.SerialIndex(keys.Site, tap.CertificateSerial);
        if (await db.Links.Include(link => link.Patron).SingleOrDefaultAsync(link => link.SerialHash == index, cancel) is not { Patron: { } patron } link)
        {
            return new Recognised.Unknown();
        }
        return link.TextPublicKey is not { } key ? new Recognised.Known(patron, Assurance.Presented)
            : IsSigned(tap, device, key) ? new Recognised.Known(patron, Assurance.ChipProven)
            : new Recognised.Unknown();
    }

    static async Task<Recognised> OfLibraryCardAsync(BridgeDb db, string number, CancellationToken cancel)
    {
        if (number.Length > Label.MaximumLength)
        {
            return new Recognised.Unknown();
        }
        var key = Label.KeyOf(number);
        var patron = await db.Patrons.FirstOrDefaultAsync(p => p.LibraryCard == key, cancel)
            ?? await db.Patrons.FirstOrDefaultAsync(p => p.Number == key, cancel);
        return patron is null ? new Recognised.Unknown() : new Recognised.Known(patron, Assurance.Presented);
    }

    // RSA-2048, PKCS#1 v1.5, SHA-256 over the challenge; the card signs a DigestInfo it is given, so the hash is verified, not the text.
    static bool IsSigned(CardEvidence.MyNumberTap tap, DeviceAddress device, byte[] subjectPublicKeyInfo)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        return tap.Signature.Length == rsa.KeySize / 8
            && rsa.VerifyHash(CardChallenge.Digest(CardChallenge.Tap, device, tap.Time, tap.Nonce), tap.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}

/// <summary>What a card's evidence comes to.</summary>
abstract record Recognised
{
    Recognised() { }

    public sealed record Known(Patron Patron, Assurance Assurance) : Recognised;

    /// <summary>No patron, or another chip than the one enrolled.</summary>
    public sealed record Unknown : Recognised;

    /// <summary>The tap is too old, or one of the clocks is wrong.</summary>
    public sealed record OutOfTime : Recognised;
}
