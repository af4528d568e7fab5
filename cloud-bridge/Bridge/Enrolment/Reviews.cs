using Bridge.Library;
using Bridge.Mail;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Enrolment;

/// <summary>What staff decide about applications that wait, inside the caller's transaction.</summary>
sealed class Reviews(Registrations registrations, IMails mails, TimeProvider time)
{
    /// <summary>Oldest first.</summary>
    public static async Task<IReadOnlyList<WaitingApplication>> WaitingAsync(BridgeDb db, CancellationToken cancel)
    {
        var waiting = new List<WaitingApplication>();
        foreach (var application in await db.Applications.Include(a => a.Patron).Where(a => a.State == ApplicationState.Waiting).OrderBy(a => a.Id).ToListAsync(cancel))
        {
            var form = FormOf(application);
            waiting.Add(new(application.Id, application.At, application.Reason, form, application.Patron,
                application.PatronId is null ? await Registrations.AlikeAsync(db, form.Name, form.BirthDate, cancel) : []));
        }
        return waiting;
    }

    /// <summary>As it was given, or as staff corrected it; the patron it makes, or links to.</summary>
    /// <param name="staff">Who decides; null when the applicant has given what was missing.</param>
    public async Task<ReviewResult> AcceptAsync(BridgeDb db, long id, RegistrationForm form, string? staff, CancellationToken cancel)
    {
        if (await FindAsync(db, id, cancel) is not { } application)
        {
            return new ReviewResult.NotWaiting();
        }
        if (application.PatronId is { } patronId)
        {
            return await AcceptAsAsync(db, id, patronId, staff, cancel);
        }
        if (form.Validate() is [_, ..] problems)
        {
            return new ReviewResult.FormNotGood(problems);
        }
        var claim = ClaimOf(application);
        if (await Cards.HolderAsync(db, claim, cancel) is not CardHolder.Nobody)
        {
            return new ReviewResult.LinkedToAnother();
        }
        if (await registrations.CreateAsync(db, form, claim, time.GetUtcNow(), new(), cancel) is not { } patron)
        {
            return new ReviewResult.NoNumberLeft();
        }
        await db.HandOvers.Where(h => h.ApplicationId == id).ExecuteDeleteAsync(cancel);
        return await CloseAsync(db, application, ApplicationState.Accepted, staff, patron, cancel);
    }

    /// <summary>The applicant is this patron already: their card and identity are linked to them, and no new patron is made.</summary>
    public async Task<ReviewResult> AcceptAsAsync(BridgeDb db, long id, long patronId, string? staff, CancellationToken cancel)
    {
        if (await FindAsync(db, id, cancel) is not { } application || await db.Patrons.FindAsync([patronId], cancel) is not { } patron)
        {
            return new ReviewResult.NotWaiting();
        }
        return await registrations.LinkAsync(db, patron, ClaimOf(application), time.GetUtcNow(), cancel) is LinkResult.Linked
            ? await CloseAsync(db, application, ApplicationState.Accepted, staff, patron, cancel)
            : new ReviewResult.LinkedToAnother();
    }

    /// <param name="reason">In staff's words; the applicant reads it.</param>
    public async Task<ReviewResult> RefuseAsync(BridgeDb db, long id, string reason, string staff, CancellationToken cancel)
    {
        if (await FindAsync(db, id, cancel) is not { } application)
        {
            return new ReviewResult.NotWaiting();
        }
        var form = FormOf(application);
        if (form.Email is { Length: > 0 } address)
        {
            await mails.AddAsync(db, MailKind.Refused, new(address, form.Name, form.Language, null, reason), cancel);
        }
        application.Refusal = reason;
        return await CloseAsync(db, application, ApplicationState.Refused, staff, null, cancel);
    }

    static Task<Application?> FindAsync(BridgeDb db, long id, CancellationToken cancel) =>
        db.Applications.SingleOrDefaultAsync(a => a.Id == id && a.State == ApplicationState.Waiting, cancel);

    // What was given lives on in the patron's record, or not at all.
    async Task<ReviewResult> CloseAsync(BridgeDb db, Application application, ApplicationState state, string? staff, Patron? patron, CancellationToken cancel)
    {
        (application.State, application.DecidedAt, application.DecidedBy) = (state, time.GetUtcNow(), staff);
        (application.Form, application.Ppid, application.SerialHash, application.ChipKey) = (null, null, null, null);
        (application.CertificateEnds, application.Issuer, application.Trust) = (null, null, null);
        application.PatronId = patron?.Id;
        await db.SaveChangesAsync(cancel);
        return patron is null ? new ReviewResult.Refused() : new ReviewResult.Accepted(patron);
    }

    static RegistrationForm FormOf(Application application) =>
        RegistrationForm.Read(application.Form) ?? throw new InvalidOperationException("an application that waits has its form");

    static IdentityClaim ClaimOf(Application application) => new(application.Ppid!, application.Source,
        application is { SerialHash: { } serial, ChipKey: { } chip, CertificateEnds: { } ends } ? new CardClaim(serial, chip, ends, application.Issuer, application.Trust) : null);
}

/// <param name="Patron">The patron to link to; null for a registration.</param>
/// <param name="Alike">Patrons of the same name and birth date.</param>
sealed record WaitingApplication(long Id, DateTimeOffset At, ReviewReason Reason, RegistrationForm Form, Patron? Patron, IReadOnlyList<Patron> Alike);

/// <summary>What a review came to.</summary>
abstract record ReviewResult
{
    ReviewResult() { }

    public sealed record Accepted(Patron Patron) : ReviewResult;
    public sealed record Refused : ReviewResult;
    public sealed record FormNotGood(IReadOnlyList<FormProblem> Problems) : ReviewResult;

    /// <summary>The card or identity belongs to another patron by now.</summary>
    public sealed record LinkedToAnother : ReviewResult;

    /// <summary>The site's range of patron numbers is used up.</summary>
    public sealed record NoNumberLeft : ReviewResult;

    /// <summary>Decided already, or withdrawn.</summary>
    public sealed record NotWaiting : ReviewResult;
}
