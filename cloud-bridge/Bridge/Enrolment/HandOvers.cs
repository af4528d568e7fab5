using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bridge.Ingest;
using Bridge.Library;
using Bridge.Mail;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Enrolment;

/// <summary>Hands the rest of an enrolment over to the patron's own phone: one browser, a few minutes, once.</summary>
sealed class HandOvers(Store store, Registrations registrations, Reviews reviews, IMails mails, Deliveries deliveries, PublicAddress address,
    RegistrationSettings settings, LibraryClock clock)
{
    /// <summary>Where the page is: <c>{public address}/h/{token}</c>.</summary>
    public const string Path = "/h/";

    /// <summary>A new page for a patron or for an application that waits, inside the caller's transaction.</summary>
    public async Task<HandOver> CreateAsync(BridgeDb db, HandOverSubject subject, DeviceAddress device, Guid enrolment, CancellationToken cancel)
    {
        var now = clock.Now;
        await db.HandOvers.Where(h => h.Until < now).ExecuteDeleteAsync(cancel);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var row = db.HandOvers.Add(new()
        {
            TokenHash = HashOf(token),
            Code = RandomNumberGenerator.GetInt32(10_000).ToString("0000", CultureInfo.InvariantCulture),
            Until = now + settings.HandOverLifetime,
            Device = device.Name,
            Case = enrolment,
            PatronId = subject.PatronId,
            ApplicationId = subject.ApplicationId,
        }).Entity;
        await db.SaveChangesAsync(cancel);
        return new(address.Of(Path + token), row.Code, row.Until);
    }

    /// <summary>What the page shows before anyone has claimed it; null when there is none, it is done, or its time is over.</summary>
    public async Task<HandOverPage?> FindAsync(string token, CancellationToken cancel)
    {
        await using var db = store.Open();
        return await OpenAsync(db, token, cancel) is { } row
            ? new(row.Code, row.Until, row.Application is { Reason: ReviewReason.MinorWithoutGuardian })
            : null;
    }

    /// <summary>Binds the page to this browser; false when it is another's, done, or over.</summary>
    public Task<bool> ClaimAsync(string token, byte[] browserKey, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        if (await OpenAsync(db, token, cancel) is not { } row)
        {
            return false;
        }
        row.Browser ??= SHA256.HashData(browserKey);
        return IsOf(row, browserKey);
    }, cancel);

    /// <summary>Takes what was typed and tells the appliance.</summary>
    public async Task<HandOverResult> CompleteAsync(string token, byte[] browserKey, HandOverForm form, CancellationToken cancel)
    {
        var (result, device, enrolment) = await store.WriteAsync<(HandOverResult, string?, Guid)>(async db =>
        {
            if (await OpenAsync(db, token, cancel) is not { } row || !IsOf(row, browserKey))
            {
                return (new HandOverResult.Gone(), null, default);
            }
            if (form.Validate() is [_, ..] problems)
            {
                return (new HandOverResult.FormNotGood(problems), null, default);
            }
            row.DoneAt = clock.Now;
            if (row.Patron is { } patron)
            {
                await FillAsync(db, patron, form, cancel);
            }
            else
            {
                await FillAsync(db, row.Application!, form, cancel);
            }
            return (new HandOverResult.Done(), row.Device, row.Case);
        }, cancel);
        if (DeviceAddress.TryParseName(device, out var appliance))
        {
            await deliveries.AnswerAsync(appliance, enrolment, new HandOverDone(), cancel);
        }
        return result;
    }

    async Task FillAsync(BridgeDb db, Patron patron, HandOverForm form, CancellationToken cancel)
    {
        (patron.Kana, patron.PostalCode, patron.Phone, patron.Email) = (form.Kana ?? patron.Kana, form.PostalCode ?? patron.PostalCode, form.Phone ?? patron.Phone, form.Email ?? patron.Email);
        (patron.Language, patron.WantsMail, patron.PasswordHash) = (form.Language, form.WantsMail, form.PasswordHash ?? patron.PasswordHash);
        if (form.Guardian is { } guardian)
        {
            (patron.GuardianName, patron.GuardianPhone, patron.GuardianRelation) = (guardian.Name, guardian.Phone, guardian.Relation);
        }
        await db.SaveChangesAsync(cancel);
        await registrations.WriteToAsync(db, patron, MailKind.Registered, cancel);   // the first address to write to
    }

    // A guardian may have been all that was missing: then nobody needs to look any more.
    async Task FillAsync(BridgeDb db, Application application, HandOverForm form, CancellationToken cancel)
    {
        var given = RegistrationForm.Read(application.Form)!;
        var whole = given with
        {
            Kana = form.Kana ?? given.Kana,
            PostalCode = form.PostalCode ?? given.PostalCode,
            Phone = form.Phone ?? given.Phone,
            Email = form.Email ?? given.Email,
            Language = form.Language,
            WantsMail = form.WantsMail,
            Guardian = form.Guardian ?? given.Guardian,
        };
        application.Form = whole.Write();
        await db.SaveChangesAsync(cancel);
        if (application.Reason == ReviewReason.MinorWithoutGuardian
            && RegistrationDecision.Against(whole, (await Registrations.AlikeAsync(db, whole.Name, whole.BirthDate, cancel)).Count > 0, clock.Today, settings) is var reason)
        {
            if (reason is null && await reviews.AcceptAsync(db, application.Id, whole, staff: null, cancel) is ReviewResult.Accepted(var patron))
            {
                patron.PasswordHash = form.PasswordHash;
                return;
            }
            application.Reason = reason ?? application.Reason;
        }
        if (whole.Email is { Length: > 0 } email)
        {
            await mails.AddAsync(db, MailKind.AwaitsReview, new(email, whole.Name, whole.Language, null), cancel);
        }
    }

    Task<HandOverRow?> OpenAsync(BridgeDb db, string token, CancellationToken cancel)
    {
        var (hash, now) = (HashOf(token), clock.Now);
        return db.HandOvers.Include(h => h.Patron).Include(h => h.Application)
            .SingleOrDefaultAsync(h => h.TokenHash == hash && h.DoneAt == null && h.Until > now && (h.PatronId != null || h.Application!.State == ApplicationState.Waiting), cancel);
    }

    static bool IsOf(HandOverRow row, byte[] browserKey) => row.Browser is { } browser && CryptographicOperations.FixedTimeEquals(browser, SHA256.HashData(browserKey));

    static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <summary>Whose rest is typed; one of the two.</summary>
readonly record struct HandOverSubject(long? PatronId, long? ApplicationId);

/// <param name="Code">Four digits that the panel shows, too.</param>
/// <param name="NeedsGuardian">The applicant is a minor.</param>
sealed record HandOverPage(string Code, DateTimeOffset Until, bool NeedsGuardian);

/// <summary>What the card does not know and twelve keys cannot type. What is null stays as it is.</summary>
/// <param name="PasswordHash">Of the patron pages.</param>
sealed record HandOverForm(string? Kana, string? PostalCode, string? Phone, string? Email, string Language, bool WantsMail, Guardian? Guardian, string? PasswordHash)
{
    /// <summary>What is wrong with it; nothing when it is good.</summary>
    public IReadOnlyList<FormProblem> Validate() => FormRules.Of(this);

    public override string ToString() => nameof(HandOverForm);
}

abstract record HandOverResult
{
    HandOverResult() { }

    public sealed record Done : HandOverResult;
    public sealed record FormNotGood(IReadOnlyList<FormProblem> Problems) : HandOverResult;

    /// <summary>Done already, another browser's, or its time is over.</summary>
    public sealed record Gone : HandOverResult;
}
