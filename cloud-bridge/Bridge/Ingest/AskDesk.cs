using System.Threading.Channels;
using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>Answers what patrons wait for. Nothing is kept of an ask but the nonce of its tap.</summary>
sealed partial class AskDesk(Store store, Recognition recognition, Vouching vouching, Passes passes, IStaffCards staff, AtTheCounter counter, LibraryAsks library, BridgeKeys keys,
    IdentitySettings settings, RegistrationSettings registration, LibraryClock clock, Deliveries deliveries, ILogger<AskDesk> log) : BackgroundService
{
    /// <summary>The question could not be opened: sealed to another bridge's key, of a newer release, or with a NUL in it.</summary>
    public const string Unreadable = "E-20";

    /// <summary>The tap's time is outside the window: the appliance's clock is wrong, or the message is old.</summary>
    public const string OutOfTime = "E-21";

    /// <summary>The tap was used before.</summary>
    public const string UsedBefore = "E-22";

    /// <summary>The identity platform did not say whether the card still counts.</summary>
    public const string NobodyToAsk = "E-23";

    /// <summary>The pass does not hold, or does not allow it: the card is to be shown again.</summary>
    public const string NotAllowed = "E-24";

    /// <summary>The library system did not answer.</summary>
    public const string NoLibrary = "E-25";

    /// <summary>The bridge's database did not answer.</summary>
    public const string NoDatabase = "E-29";

    const int Clerks = 8;   // some may wait for the identity platform

    // Nobody waits long enough for the 257th question: the appliance's own time-out asks again.
    readonly Channel<(DeviceAddress Device, ReadOnlyMemory<byte> Payload)> queue =
        Channel.CreateBounded<(DeviceAddress, ReadOnlyMemory<byte>)>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.Wait });

    public void Take(DeviceAddress device, ReadOnlyMemory<byte> payload)
    {
        if (!queue.Writer.TryWrite((device, payload)))
        {
            LogTooMany(device.Name);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Together.RunAsync(Enumerable.Repeat(ServeAsync, Clerks), stoppingToken);

    async Task ServeAsync(CancellationToken cancel)
    {
        await foreach (var (device, payload) in queue.Reader.ReadAllAsync(cancel))
        {
            if (!ContractJson.TryRead(payload.Span, ContractJson.Default.AskEnvelope, out var envelope))
            {
                LogUnreadable(device.Name, payload.Length);   // nothing to answer to
                continue;
            }
            await deliveries.AnswerAsync(device, envelope.Id, await AnswerAsync(device, envelope, cancel), cancel);
        }
    }

    /// <summary>What the device is to hear; every question has an answer.</summary>
    public async Task<Answer> AnswerAsync(DeviceAddress device, AskEnvelope envelope, CancellationToken cancel)
    {
        if (!Seal.TryOpen(envelope.Data, ContractJson.Default.Ask, keys.Seal, out var ask) || Nul.IsIn(ask, ContractJson.Default.Ask))
        {
            return new AskFailed(Unreadable);
        }
        try
        {
            return ask switch
            {
                WhoIsThis(var card) => await WhoIsThisAsync(device, card, cancel),
                BeginEnrolment => Begin(device),
                MyLoans(var pass) => await library.LoansAsync(device, pass, cancel),
                MyHolds(var pass) => await library.HoldsAsync(device, pass, cancel),
                WhatIsThis(var item) => await library.ItemAsync(item, cancel),
                _ => new AskFailed(Unreadable),
            };
        }
        catch (Exception e) when (Store.IsFailure(e))
        {
            LogNoDatabase(e);
            return new AskFailed(NoDatabase);
        }
    }

    // Nothing is kept: the bridge knows its own nonce again.
    EnrolmentChallenge Begin(DeviceAddress device) =>
        new(Challenge.Create(keys.Challenge, device, registration.TermsVersion, clock.Now), clock.Now + registration.ChallengeLifetime, registration.TermsVersion);

    async Task<Answer> WhoIsThisAsync(DeviceAddress device, CardEvidence card, CancellationToken cancel)
    {
        await using var db = store.Open();
        if (await staff.NameAsync(db, card, cancel) is { } name)
        {
            return new StaffRecognised(name);
        }
        var recognised = await recognition.RecogniseAsync(db, card, device, clock.Now, cancel);
        if (card is CardEvidence.MyNumberTap tap)
        {
            recognised = await vouching.CompleteAsync(recognised, tap, device, cancel);
            if (recognised is Recognised.Known && !await UseOnceAsync(device, tap, cancel))
            {
                return new AskFailed(UsedBefore);
            }
        }
        return recognised switch
        {
            Recognised.Known(var patron, var shown) => patron.MayUse(clock.Today) && settings.Allowed(shown.Kind, shown.Assurance) != Operations.None
                ? await WelcomeAsync(db, device, patron, shown, cancel)
                : new PatronNotAllowed(),
            Recognised.Unenrolled(var cause) => new EnrolmentNeeded(cause),
            Recognised.NotValid(var reason) => new CardNotValid(reason),
            Recognised.OutOfTime => new AskFailed(OutOfTime),
            Recognised.NobodyToAsk => new AskFailed(NobodyToAsk),
            _ => new CardUnknown(),
        };
    }

    async Task<PatronRecognised> WelcomeAsync(BridgeDb db, DeviceAddress device, Patron patron, PresentedCard shown, CancellationToken cancel)
    {
        counter.Recognised(device, patron.Id, shown);
        return await library.CountAsync(await passes.GiveAsync(db, device, patron, shown, cancel), patron.Number, cancel);
    }

    // Only taps that proved themselves get here, so nobody can fill the table. Older ones are outside the window and need no memory.
    Task<bool> UseOnceAsync(DeviceAddress device, CardEvidence.MyNumberTap tap, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var now = clock.Now;
        await db.Nonces.Where(nonce => nonce.Until < now).ExecuteDeleteAsync(cancel);
        if (await db.Nonces.FindAsync([device.Name, tap.Nonce], cancel) is not null)
        {
            return false;
        }
        db.Nonces.Add(new() { Device = device.Name, Nonce = tap.Nonce, Until = tap.Time + settings.TapWindow + TimeSpan.FromMinutes(1) });
        return true;
    }, cancel);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} asks faster than the bridge answers; a question was dropped")]
    partial void LogTooMany(string device);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} sent {Length} bytes that are no ask")]
    partial void LogUnreadable(string device, int length);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database did not answer an ask")]
    partial void LogNoDatabase(Exception e);
}
