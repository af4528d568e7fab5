using Bridge.Identity;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Enrolment;

/// <summary>What a proven enrolment does to the library, inside the transaction that decides its case.</summary>
sealed class EnrolmentDecision(Registrations registrations, HandOvers handOvers, Passes passes, RegistrationSettings settings, LibraryClock clock)
{
    public async Task<EnrolmentOutcome> ApplyAsync(BridgeDb db, EnrolmentCase enrolment, DeviceAddress device, Verdict verdict, EnrolmentTrace trace, CancellationToken cancel)
    {
        switch (verdict)
        {
            case Verdict.Refused(var reason):
                return new EnrolmentRefused(reason);
            case Verdict.Proven(var requested, var nonce, var claim):
                if (!await UseOnceAsync(db, device, nonce, enrolment.ReceivedAt, cancel))
                {
                    return new EnrolmentRefused(EnrolmentRefusal.ProofNotAccepted);
                }
                return requested switch
                {
                    RegistrationRequested registration => await RegisterAsync(db, enrolment.Id, device, registration, claim, trace, cancel),
                    LinkRequested link => await LinkAsync(db, enrolment.Id, device, link, claim, trace, cancel),
                    _ => throw new InvalidOperationException($"no enrolment: {requested.EventType}"),
                };
            default:
                throw new InvalidOperationException("a case is proven or refused");
        }
    }

    async Task<EnrolmentOutcome> RegisterAsync(BridgeDb db, Guid id, DeviceAddress device, RegistrationRequested requested, IdentityClaim claim, EnrolmentTrace trace, CancellationToken cancel)
    {
        if (await Cards.HolderAsync(db, claim, cancel) is CardHolder.Held held && await MayNotUseAsync(db, held.PatronId, cancel))
        {
            return new EnrolmentRefused(EnrolmentRefusal.PatronNotAllowed);
        }
        var form = FormOf(requested.Person, requested.Consent, requested.Phone);
        return await registrations.RegisterAsync(db, form, claim, clock.Now, cancel, id, trace) switch
        {
            RegistrationResult.Registered(var patron) => await EnrolledAsync(db, device, patron, claim, isNew: true,
                await handOvers.CreateAsync(db, new(patron.Id, null), device, id, cancel), cancel),
            RegistrationResult.Known(var patron) => await EnrolledAsync(db, device, patron, claim, isNew: false, null, cancel),
            RegistrationResult.Waiting(var application) => new EnrolmentAwaitsStaff(
                application.PatronId is null ? await handOvers.CreateAsync(db, new(null, application.Id), device, id, cancel) : null),
            _ => new EnrolmentRefused(EnrolmentRefusal.LinkedToAnother),
        };
    }

    async Task<EnrolmentOutcome> LinkAsync(BridgeDb db, Guid id, DeviceAddress device, LinkRequested requested, IdentityClaim claim, EnrolmentTrace trace, CancellationToken cancel)
    {
        var holder = await Cards.HolderAsync(db, claim, cancel);
        var patron = requested.LibraryCard is { } number ? await Recognition.FindByLibraryCardAsync(db, number, cancel)
            : holder is CardHolder.Held(var known, _) ? await db.Patrons.FindAsync([known], cancel)
            : null;
        if (holder is CardHolder.Disputed || holder is CardHolder.Held(var other, _) && patron is not null && other != patron.Id)
        {
            return new EnrolmentRefused(EnrolmentRefusal.LinkedToAnother);
        }
        if (patron is null)
        {
            return new EnrolmentRefused(EnrolmentRefusal.LibraryCardUnknown);
        }
        if (!patron.MayUse(clock.Today))
        {
            return new EnrolmentRefused(EnrolmentRefusal.PatronNotAllowed);
        }
        if (!Agrees(holder, patron, requested.Person))
        {
            await registrations.LeaveToStaffAsync(db, patron, FormOf(requested.Person, requested.Consent, null), claim, id, clock.Now, trace, cancel);
            return new EnrolmentAwaitsStaff(null);
        }
        return await registrations.LinkAsync(db, patron, claim, clock.Now, cancel, trace) is LinkResult.Linked
            ? await EnrolledAsync(db, device, patron, claim, isNew: false, null, cancel)
            : new EnrolmentRefused(EnrolmentRefusal.LinkedToAnother);
    }

    // Who holds a library card may have found it; who holds a chip that only resembles the enrolled one may have built it. Certificate or platform speak for themselves.
    static bool Agrees(CardHolder holder, Patron patron, PersonDetails person) => holder switch
    {
        CardHolder.Held { ByChipOnly: false } => true,
        CardHolder.Held => DetailsDecision.MaySucceed(patron, person),
        _ => DetailsDecision.IsSamePerson(patron, person),
    };

    async Task<EnrolmentOutcome> EnrolledAsync(BridgeDb db, DeviceAddress device, Patron patron, IdentityClaim claim, bool isNew, HandOver? handOver, CancellationToken cancel)
    {
        var link = await db.Links.SingleAsync(l => l.SerialHash == claim.Card!.SerialHash, cancel);
        return new Enrolled(await passes.GiveAsync(db, device, patron, new(CardKind.MyNumberCard, Assurance.PinProven, link.Id), cancel), isNew, handOver);
    }

    async Task<bool> MayNotUseAsync(BridgeDb db, long patronId, CancellationToken cancel) =>
        await db.Patrons.FindAsync([patronId], cancel) is { } patron && !patron.MayUse(clock.Today);

    async Task<bool> UseOnceAsync(BridgeDb db, DeviceAddress device, byte[] nonce, DateTimeOffset received, CancellationToken cancel)
    {
        if (await db.Nonces.FindAsync([device.Name, nonce], cancel) is not null)
        {
            return false;
        }
        db.Nonces.Add(new() { Device = device.Name, Nonce = nonce, Until = received + settings.ChallengeLifetime + EnrolmentDesk.NobodyWaits });
        await db.SaveChangesAsync(cancel);
        return true;
    }

    static RegistrationForm FormOf(PersonDetails person, Consent consent, string? phone) => new(person.Name, Kana: null, person.Address, PostalCode: null, person.BirthDate, person.Sex,
        phone, Email: null, consent.Language, WantsMail: false, Guardian: null, consent.TermsVersion, consent.GivenAt);
}
