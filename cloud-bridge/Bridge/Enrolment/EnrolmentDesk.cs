using System.Text.Json;
using System.Threading.Channels;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Enrolment;

/// <summary>Decides what appliances asked for: opens a case, checks its proof, asks the platform, and only then writes, all of it or nothing, once.</summary>
/// <remarks>Outside the inbox's transaction, because the platform may be slow. A crash before the write leaves the case as it was, and the next start takes it up.</remarks>
sealed partial class EnrolmentDesk(Store store, EnrolmentDecision decision, PlatformDesk platform, BridgeKeys keys, IdentitySettings identity, RegistrationSettings settings,
    Deliveries deliveries, TimeProvider time, ILogger<EnrolmentDesk> log) : BackgroundService
{
    /// <summary>The appliance tells the patron after 20 s that nothing was registered; later than this nobody stands there, and nothing may happen any more.</summary>
    public static readonly TimeSpan NobodyWaits = TimeSpan.FromMinutes(2);

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    const int Clerks = 4;

    readonly Channel<Guid> queue = Channel.CreateUnbounded<Guid>();   // no longer than the table of cases

    /// <summary>A case was committed.</summary>
    public void Take(Guid enrolment) => queue.Writer.TryWrite(enrolment);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TakeUpAsync(stoppingToken);
        await Together.RunAsync(Enumerable.Repeat(ServeAsync, Clerks), stoppingToken);
    }

    /// <summary>What the last run left: cases to decide, and outcomes that may not have been sent.</summary>
    public async Task TakeUpAsync(CancellationToken cancel)
    {
        await using var db = store.Open();
        var since = time.GetUtcNow() - NobodyWaits;
        foreach (var enrolment in await db.EnrolmentCases.AsNoTracking().Where(c => c.Sealed != null || c.Outcome != null && c.Settlement == Settlement.None && c.DecidedAt > since).ToListAsync(cancel))
        {
            if (enrolment.Outcome is null)
            {
                Take(enrolment.Id);
            }
            else
            {
                await SendAsync(enrolment, cancel);
            }
        }
    }

    async Task ServeAsync(CancellationToken cancel)
    {
        await foreach (var id in queue.Reader.ReadAllAsync(cancel))
        {
            try
            {
                await DecideAsync(id, cancel);
            }
            catch (Exception e) when (Store.IsFailure(e))
            {
                LogNoDatabase(e, RetryAfter);
                await Task.Delay(RetryAfter, time, cancel);
                Take(id);
            }
            catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
            {
                LogFailed(e);
                await GiveUpAsync(id, e, cancel);
            }
        }
    }

    // A fault of ours must not come back at every start: nothing was written, the patron is told so, and staff look.
    async Task GiveUpAsync(Guid id, Exception e, CancellationToken cancel)
    {
        var refused = await store.WriteAsync(async db =>
        {
            if (await db.EnrolmentCases.FindAsync([id], cancel) is not { Sealed: not null } enrolment)
            {
                return null;
            }
            Decide(enrolment, new EnrolmentRefused(EnrolmentRefusal.PlatformDown), new());
            db.StaffTasks.Add(new() { At = time.GetUtcNow(), Device = enrolment.Device, Reason = StaffReason.EffectFailed, Detail = e.GetType().Name, Request = id });
            return enrolment;
        }, cancel);
        if (refused is not null)
        {
            await SendAsync(refused, cancel);
        }
    }

    void Decide(EnrolmentCase enrolment, EnrolmentOutcome outcome, EnrolmentTrace trace)
    {
        (enrolment.Sealed, enrolment.DecidedAt) = (null, time.GetUtcNow());
        enrolment.Outcome = JsonSerializer.Serialize<Answer>(outcome, ContractJson.Default.Answer);
        enrolment.Undo = JsonSerializer.Serialize(trace, EnrolmentJson.Default.EnrolmentTrace);
    }

    /// <summary>Decides the case and tells the appliance; nothing happens to one that is decided or withdrawn.</summary>
    public async Task DecideAsync(Guid id, CancellationToken cancel)
    {
        await using var db = store.Open();
        if (await db.EnrolmentCases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is not { Sealed: { } sealedEvent } waiting
            || !DeviceAddress.TryParseName(waiting.Device, out var device))
        {
            return;
        }
        var verdict = await JudgeAsync(db, waiting, device, sealedEvent, cancel);
        var decided = await store.WriteAsync(async write =>
        {
            if (await write.EnrolmentCases.FindAsync([id], cancel) is not { Sealed: not null } still)
            {
                return null;   // withdrawn while the platform was asked, or decided by another clerk
            }
            var trace = new EnrolmentTrace();
            var outcome = await decision.ApplyAsync(write, still, device, verdict, trace, cancel);
            Decide(still, outcome, trace);
            LogDecided(device.Name, outcome is EnrolmentRefused(var reason) ? reason.ToString() : outcome.GetType().Name);
            return still;
        }, cancel);
        if (decided is not null)
        {
            await SendAsync(decided, cancel);
        }
    }

    // Everything that needs no transaction.
    async Task<Verdict> JudgeAsync(BridgeDb db, EnrolmentCase waiting, DeviceAddress device, string sealedEvent, CancellationToken cancel)
    {
        if (time.GetUtcNow() - waiting.ReceivedAt > NobodyWaits)
        {
            return new Verdict.Refused(EnrolmentRefusal.PlatformDown);
        }
        if (!Seal.TryOpen(sealedEvent, ContractJson.Default.DeviceEvent, keys.Seal, out var happened) || ProofOf(happened) is not { } shown)
        {
            LogNotAccepted(device.Name, "it was sealed to another key: were the bridge's keys replaced?");
            return new Verdict.Refused(EnrolmentRefusal.ProofNotAccepted);
        }
        var finding = ProofCheck.Examine(shown.Proof, shown.Terms, device, keys.Challenge, waiting.ReceivedAt, settings.ChallengeLifetime, identity.TapWindow);
        if (finding is not ProofFinding.Accepted(var certificate, var digest))
        {
            LogNotAccepted(device.Name, ((ProofFinding.NotAccepted)finding).Why);
            return new Verdict.Refused(EnrolmentRefusal.ProofNotAccepted);
        }
        if (await db.Nonces.AnyAsync(n => n.Device == device.Name && n.Nonce == shown.Proof.Nonce, cancel))
        {
            return new Verdict.Refused(EnrolmentRefusal.ProofNotAccepted);
        }
        return await platform.IdentifyAsync(new(shown.Proof.Certificate, digest, shown.Proof.Signature, shown.Proof.ChipKey), cancel) switch
        {
            PlatformAnswer.Valid valid => new Verdict.Proven(happened, shown.Proof.Nonce, new(valid.Ppid, IdentitySource.Card,
                new(CardLink.SerialIndex(keys.Site, certificate.Serial), shown.Proof.ChipKey, certificate.Ends, valid.Issuer, shown.Proof.Trust))),
            PlatformAnswer.NotValid(CardInvalidity.Expired) => new Verdict.Refused(EnrolmentRefusal.CardExpired),
            PlatformAnswer.NotValid => new Verdict.Refused(EnrolmentRefusal.CardRevoked),
            PlatformAnswer.Unknown => new Verdict.Refused(EnrolmentRefusal.CardNotTrusted),
            _ => new Verdict.Refused(EnrolmentRefusal.PlatformDown),
        };
    }

    static (EnrolmentProof Proof, string Terms)? ProofOf(DeviceEvent happened) => happened switch
    {
        RegistrationRequested registration => (registration.Proof, registration.Consent.TermsVersion),
        LinkRequested link => (link.Proof, link.Consent.TermsVersion),
        _ => null,
    };

    async Task SendAsync(EnrolmentCase decided, CancellationToken cancel)
    {
        if (DeviceAddress.TryParseName(decided.Device, out var device) && JsonSerializer.Deserialize(decided.Outcome!, ContractJson.Default.Answer) is { } outcome)
        {
            await deliveries.AnswerAsync(device, decided.Id, outcome, cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Enrolment at {Device}: {Outcome}")]
    partial void LogDecided(string device, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Enrolment at {Device} is not accepted: {Why}")]
    partial void LogNotAccepted(string device, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "An enrolment could not be decided and was refused; it is in the staff queue")]
    partial void LogFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database did not take an enrolment; next try in {RetryAfter}")]
    partial void LogNoDatabase(Exception e, TimeSpan retryAfter);
}

/// <summary>What proof and platform say of a case.</summary>
abstract record Verdict
{
    Verdict() { }

    /// <param name="Requested">The event.</param>
    /// <param name="Nonce">Still to be used up.</param>
    public sealed record Proven(DeviceEvent Requested, byte[] Nonce, IdentityClaim Claim) : Verdict
    {
        public override string ToString() => nameof(Proven);
    }

    public sealed record Refused(EnrolmentRefusal Reason) : Verdict;
}
