using Bridge.Identity;
using Bridge.Library;
using Bridge.Mail;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Enrolment;

/// <summary>Makes patrons and binds cards to them, inside the caller's transaction.</summary>
sealed class Registrations(RegistrationSettings settings, IMails mails, INewPatrons others, LibraryClock clock)
{
    readonly PatronNumbers numbers = new(settings);

    /// <summary>Somebody becomes a patron, or turns out to be one.</summary>
    /// <param name="origin">The enrolment at an appliance; null from home.</param>
    /// <param name="trace">Takes down what changes.</param>
    public async Task<RegistrationResult> RegisterAsync(BridgeDb db, RegistrationForm form, IdentityClaim claim, DateTimeOffset now, CancellationToken cancel,
        Guid? origin = null, EnrolmentTrace? trace = null)
    {
        trace ??= new();
        switch (await Cards.HolderAsync(db, claim, cancel))
        {
            case CardHolder.Disputed:
                return new RegistrationResult.ToAnother();
            case CardHolder.Held(var id, var byChipOnly):
                var known = (await db.Patrons.FindAsync([id], cancel))!;
                if (byChipOnly && !DetailsDecision.MaySucceed(known, DetailsOf(form)))
                {
                    return await WaitAsync(db, form, claim, ReviewReason.DetailsDiffer, known.Id, origin, now, trace, cancel);
                }
                await BindAsync(db, known, claim, now, trace, cancel);
                return new RegistrationResult.Known(known);
        }
        var hasAlike = (await AlikeAsync(db, form.Name, form.BirthDate, cancel)).Count > 0;
        if (RegistrationDecision.Against(form, hasAlike, clock.Today, settings) is { } reason)
        {
            return await WaitAsync(db, form, claim, reason, null, origin, now, trace, cancel);
        }
        if (await CreateAsync(db, form, claim, now, trace, cancel) is not { } patron)
        {
            return await WaitAsync(db, form, claim, ReviewReason.NoNumberLeft, null, origin, now, trace, cancel);
        }
        return new RegistrationResult.Registered(patron);
    }

    /// <summary>The person the claim is about is this patron from now on.</summary>
    public async Task<LinkResult> LinkAsync(BridgeDb db, Patron patron, IdentityClaim claim, DateTimeOffset now, CancellationToken cancel, EnrolmentTrace? trace = null) =>
        await Cards.HolderAsync(db, claim, cancel) switch
        {
            CardHolder.Nobody => new LinkResult.Linked(patron, await BindAsync(db, patron, claim, now, trace ?? new(), cancel)),
            CardHolder.Held(var id, _) when id == patron.Id => new LinkResult.Linked(patron, await BindAsync(db, patron, claim, now, trace ?? new(), cancel)),
            _ => new LinkResult.ToAnother(),
        };

    /// <summary>Card and library do not say the same of the person: staff decide whether to link.</summary>
    public Task<RegistrationResult.Waiting> LeaveToStaffAsync(BridgeDb db, Patron patron, RegistrationForm form, IdentityClaim claim, Guid origin, DateTimeOffset now,
        EnrolmentTrace trace, CancellationToken cancel) => WaitAsync(db, form, claim, ReviewReason.DetailsDiffer, patron.Id, origin, now, trace, cancel);

    /// <summary>The card speaks for its patron no more; false when the link is gone already.</summary>
    public async Task<bool> UnlinkAsync(BridgeDb db, long linkId, CancellationToken cancel)
    {
        var patron = await db.Links.Where(l => l.Id == linkId).Select(l => l.Patron).SingleOrDefaultAsync(cancel);
        if (!await Cards.UnbindAsync(db, linkId, cancel))
        {
            return false;
        }
        await WriteToAsync(db, patron!, MailKind.Unlinked, cancel);
        return true;
    }

    /// <summary>The patron the platform knows by this identifier.</summary>
    public static Task<Patron?> FindPatronAsync(BridgeDb db, byte[] ppid, CancellationToken cancel) =>
        db.Identities.Where(i => i.Ppid == ppid).Select(i => i.Patron).SingleOrDefaultAsync(cancel);

    /// <summary>A new patron with card and identity; null when no number is left. What speaks against it has been looked at before.</summary>
    public async Task<Patron?> CreateAsync(BridgeDb db, RegistrationForm form, IdentityClaim claim, DateTimeOffset now, EnrolmentTrace trace, CancellationToken cancel)
    {
        if (await numbers.NextAsync(db, cancel) is not { } number)
        {
            return null;
        }
        var patron = new Patron { Number = number, Name = form.Name, Category = settings.Category };
        Fill(patron, form);
        db.Patrons.Add(patron);
        await db.SaveChangesAsync(cancel);
        trace.NewPatron = patron.Id;
        await others.AddedAsync(db, patron, cancel);
        await Cards.BindAsync(db, patron, claim, LinkMethod.Pin, now, trace, cancel);
        trace.HasWritten |= await WriteToAsync(db, patron, MailKind.Registered, cancel);
        return patron;
    }

    /// <summary>Patrons of the same name and birth date, as far as the library knows it.</summary>
    public static async Task<IReadOnlyList<Patron>> AlikeAsync(BridgeDb db, string name, string birthDate, CancellationToken cancel)
    {
        var day = FormRules.DateOf(birthDate);
        var candidates = await db.Patrons.AsNoTracking()
            .Where(p => p.BirthDate == null && p.BirthDateText == null || p.BirthDate == day && day != null || p.BirthDateText == birthDate).ToListAsync(cancel);
        var key = NameKey.Of(name);
        return [.. candidates.Where(p => NameKey.Of(p.Name) == key)];
    }

    /// <summary>Writes to a patron who has an address; false when there is none.</summary>
    public async Task<bool> WriteToAsync(BridgeDb db, Patron patron, MailKind kind, CancellationToken cancel)
    {
        if (patron.Email is not { Length: > 0 } address)
        {
            return false;
        }
        await mails.AddAsync(db, kind, new(address, patron.Name, patron.Language, patron.Number), cancel);
        return true;
    }

    async Task<CardLink?> BindAsync(BridgeDb db, Patron patron, IdentityClaim claim, DateTimeOffset now, EnrolmentTrace trace, CancellationToken cancel)
    {
        var link = await Cards.BindAsync(db, patron, claim, LinkMethod.Pin, now, trace, cancel);
        if (link is null && trace.NewPpid is null)
        {
            return null;   // known already, from home
        }
        var isRenewal = trace.Links.Exists(before => before.TextPublicKey is not null);
        trace.HasWritten |= await WriteToAsync(db, patron, isRenewal ? MailKind.CardRenewed : MailKind.Linked, cancel);
        return link;
    }

    async Task<RegistrationResult.Waiting> WaitAsync(BridgeDb db, RegistrationForm form, IdentityClaim claim, ReviewReason reason, long? patron, Guid? origin, DateTimeOffset now,
        EnrolmentTrace trace, CancellationToken cancel)
    {
        if (await db.Applications.FirstOrDefaultAsync(a => a.State == ApplicationState.Waiting && a.Ppid == claim.Ppid && a.PatronId == patron, cancel) is { } earlier)
        {
            return new(earlier);   // they came again: one application, not two
        }
        var application = db.Applications.Add(new()
        {
            At = now,
            Reason = reason,
            Form = form.Write(),
            PatronId = patron,
            Case = origin,
            Source = claim.Source,
            Ppid = claim.Ppid,
            SerialHash = claim.Card?.SerialHash,
            ChipKey = claim.Card?.ChipKey,
            CertificateEnds = claim.Card?.CertificateEnds,
            Issuer = claim.Card?.Issuer,
            Trust = claim.Card?.Trust,
        }).Entity;
        await db.SaveChangesAsync(cancel);
        trace.Application = application.Id;
        if (form.Email is { Length: > 0 } address)
        {
            await mails.AddAsync(db, MailKind.AwaitsReview, new(address, form.Name, form.Language, null), cancel);
            trace.HasWritten = true;
        }
        return new(application);
    }

    static void Fill(Patron patron, RegistrationForm form)
    {
        var day = FormRules.DateOf(form.BirthDate);
        (patron.Kana, patron.BirthDate, patron.BirthDateText) = (form.Kana, day, day is null ? form.BirthDate : null);
        (patron.Address, patron.PostalCode, patron.Sex, patron.Phone, patron.Email) = (form.Address, form.PostalCode, form.Sex, form.Phone, form.Email);
        (patron.Language, patron.WantsMail, patron.TermsVersion, patron.ConsentAt) = (form.Language, form.WantsMail, form.TermsVersion, form.ConsentAt);
        (patron.GuardianName, patron.GuardianPhone, patron.GuardianRelation) = (form.Guardian?.Name, form.Guardian?.Phone, form.Guardian?.Relation);
    }

    static PersonDetails DetailsOf(RegistrationForm form) => new(form.Name, form.Address, form.BirthDate, form.Sex ?? "");
}

/// <summary>What became of a registration.</summary>
abstract record RegistrationResult
{
    RegistrationResult() { }

    public sealed record Registered(Patron Patron) : RegistrationResult;
    public sealed record Waiting(Application Application) : RegistrationResult;

    /// <summary>The platform's identifier, the card or its chip belongs to this patron already; nothing new was made.</summary>
    public sealed record Known(Patron Patron) : RegistrationResult;

    /// <summary>Card and identity belong to different patrons; nothing was changed.</summary>
    public sealed record ToAnother : RegistrationResult;
}

/// <summary>What became of a link.</summary>
abstract record LinkResult
{
    LinkResult() { }

    /// <param name="Link">Null when there was no card, only an identity.</param>
    public sealed record Linked(Patron Patron, CardLink? Link) : LinkResult;
    public sealed record ToAnother : LinkResult;
}
