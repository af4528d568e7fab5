using Bridge.Enrolment;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Identity;

/// <summary>Asks the platform what the bridge does not know of a tap by itself, and keeps the answer. Never inside a transaction: the platform may be slow.</summary>
sealed class Vouching(Store store, PlatformDesk platform, BridgeKeys keys, IdentitySettings settings, TimeProvider time)
{
    public async Task<Recognised> CompleteAsync(Recognised recognised, CardEvidence.MyNumberTap tap, DeviceAddress device, CancellationToken cancel) => recognised switch
    {
        Recognised.Unvouched unvouched => await CheckAsync(unvouched, tap, cancel),
        Recognised.Unknown => await RecogniseAsync(tap, device, cancel),
        _ => recognised,
    };

    /// <summary>Whether a link whose word has run out may still be believed without asking: for entries made where nobody could be asked.</summary>
    public bool IsTolerated(CardLink link, DateTimeOffset now) => !link.IsRevoked && now - link.ValidatedAt < settings.ValidFor + settings.Grace;

    async Task<Recognised> CheckAsync(Recognised.Unvouched unvouched, CardEvidence.MyNumberTap tap, CancellationToken cancel)
    {
        var (patron, link) = unvouched;
        switch (await platform.CheckAsync(new(link.Ppid, SerialOf(tap), link.Issuer), cancel))
        {
            case PlatformAnswer.Valid:
                await KeepAsync(link.Id, isRevoked: false, cancel);
                return Proven(unvouched);
            case PlatformAnswer.NotValid(CardInvalidity.Revoked):
                await KeepAsync(link.Id, isRevoked: true, cancel);
                return new Recognised.NotValid(CardInvalidity.Revoked);
            case PlatformAnswer.NotValid(var reason):
                return new Recognised.NotValid(reason);
            case PlatformAnswer.Unknown:
                return new Recognised.Unenrolled(EnrolmentCause.EarlierMethod);
            default:
                return link.IsRevoked ? new Recognised.NotValid(CardInvalidity.Revoked)
                    : IsTolerated(link, time.GetUtcNow()) ? Proven(unvouched)
                    : new Recognised.NobodyToAsk();
        }
    }

    static Recognised.Known Proven(Recognised.Unvouched unvouched) => new(unvouched.Patron, new(CardKind.MyNumberCard, Assurance.ChipProven, unvouched.Link.Id));

    Task<int> KeepAsync(long linkId, bool isRevoked, CancellationToken cancel) => store.WriteAsync(db =>
        db.Links.Where(l => l.Id == linkId).ExecuteUpdateAsync(set => set.SetProperty(l => l.ValidatedAt, time.GetUtcNow()).SetProperty(l => l.IsRevoked, isRevoked), cancel), cancel);

    // Type 1: somebody who registered from home holds the card here for the first time.
    async Task<Recognised> RecogniseAsync(CardEvidence.MyNumberTap tap, DeviceAddress device, CancellationToken cancel)
    {
        var digest = Recognition.DigestOf(tap, device);
        switch (await platform.RecogniseAsync(new(SerialOf(tap), digest, tap.Signature), cancel))
        {
            case PlatformAnswer.Valid valid:
                return await OfPersonAsync(valid, tap, digest, cancel);
            case PlatformAnswer.NotValid(var reason):
                return new Recognised.NotValid(reason);
            case PlatformAnswer.Unavailable:
                return new Recognised.NobodyToAsk();
            default:
                return new Recognised.Unknown();
        }
    }

    Task<Recognised> OfPersonAsync(PlatformAnswer.Valid valid, CardEvidence.MyNumberTap tap, byte[] digest, CancellationToken cancel) => store.WriteAsync<Recognised>(async db =>
    {
        if (await Registrations.FindPatronAsync(db, valid.Ppid, cancel) is not { } patron)
        {
            return new Recognised.Unknown();
        }
        if (valid.ChipKey is not { } chip || !RsaKey.HasSigned(chip, digest, tap.Signature))
        {
            return new Recognised.Unenrolled(EnrolmentCause.ChipNotEnrolled);
        }
        var claim = new IdentityClaim(valid.Ppid, IdentitySource.Card, new(CardLink.SerialIndex(keys.Site, tap.CertificateSerial), chip, valid.CertificateEnds, valid.Issuer));
        if (await Cards.HolderAsync(db, claim, cancel) is not CardHolder.Held)
        {
            return new Recognised.Unenrolled(EnrolmentCause.OtherChip);   // the chip is another patron's here: the PIN will tell
        }
        var link = await Cards.BindAsync(db, patron, claim, LinkMethod.Platform, time.GetUtcNow(), new(), cancel);
        return new Recognised.Known(patron, new(CardKind.MyNumberCard, Assurance.ChipProven, link!.Id));
    }, cancel);

    static string SerialOf(CardEvidence.MyNumberTap tap) => tap.CertificateSerial.ToUpperInvariant().TrimStart('0');
}
