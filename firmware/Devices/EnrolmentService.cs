using System.Threading.Channels;
using Contract;
using Firmware.Cards;
using Firmware.Dialogue;
using Firmware.Uplink;
using Hal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Devices;

/// <summary>Speaks with the card that is being enrolled, one thing after the other, while the dialogue goes on; forgets it when the flow says so.</summary>
sealed partial class EnrolmentService(CardService cards, MqttUplink uplink, PinGate gate, DialogueInbox inbox, RecordAuthorities authorities,
    DeviceSettings settings, TimeProvider time, ILogger<EnrolmentService> log) : BackgroundService
{
    delegate ValueTask<DialogueEvent> Work(EnrolmentSession session, CancellationToken cancel);

    readonly Channel<(EnrolmentSession Session, Work? Work)> _todo = Channel.CreateBounded<(EnrolmentSession, Work?)>(16);
    volatile EnrolmentSession? _session;   // only the dialogue changes it

    /// <summary>Begins with the card in the field.</summary>
    public async ValueTask PrepareAsync(Language consentIn, CancellationToken cancel)
    {
        if (cards.Card is { } card)   // else the reader's "gone" follows
        {
            _session = new(card, authorities, gate.Pin, settings.Address, time);
            await DoAsync((session, ending) => session.PrepareAsync(Tag(consentIn), asking => uplink.AskAsync(new BeginEnrolment(), asking), ending), cancel);
        }
    }

    public ValueTask VerifyAsync(PinKind pin, bool keepsDigits, CancellationToken cancel) => DoAsync((session, ending) => session.VerifyAsync(pin, keepsDigits, ending), cancel);

    public ValueTask ReadRecordsAsync(CancellationToken cancel) => DoAsync((session, ending) => session.ReadRecordsAsync(ending), cancel);

    /// <summary>What the patron agreed to send. The session's last word: nothing of it is kept.</summary>
    public DeviceEvent Request(Purpose purpose, string? phone) => _session is { } session
        ? session.Request(purpose, phone)
        : throw new InvalidOperationException("no enrolment is under way");

    /// <summary>Digits at once, everything else as soon as the card is not being spoken to.</summary>
    public async ValueTask ForgetAsync(CancellationToken cancel)
    {
        gate.Pin.Clear();
        if (_session is { } session)
        {
            _session = null;
            await _todo.Writer.WriteAsync((session, null), cancel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (session, work) in _todo.Reader.ReadAllAsync(stoppingToken))
        {
            if (work is null)
            {
                session.Dispose();
            }
            else if (session == _session && await TryAsync(session, work, stoppingToken) is { } happened && session == _session)   // else it was ended meanwhile
            {
                await inbox.PostAsync(happened, stoppingToken);
            }
        }
    }

    public override void Dispose()
    {
        _session?.Dispose();
        base.Dispose();
    }

    ValueTask DoAsync(Work work, CancellationToken cancel) => _session is { } session ? _todo.Writer.WriteAsync((session, work), cancel) : ValueTask.CompletedTask;

    async ValueTask<DialogueEvent?> TryAsync(EnrolmentSession session, Work work, CancellationToken cancel)
    {
        try
        {
            return await work(session, cancel);
        }
        catch (CardRemovedException)
        {
            LogRemoved();   // the reader's own "gone" follows
            return null;
        }
        catch (DeviceException e)
        {
            LogFailed(e);
            return new DialogueEvent.EnrolmentFailed(EnrolmentProblem.CardNotRead);
        }
    }

    static string Tag(Language language) => language switch
    {
        Language.Japanese or Language.EasyJapanese => "ja",
        Language.English => "en",
        Language.Chinese => "zh",
        Language.Korean => "ko",
        Language.Portuguese => "pt",
        Language.Vietnamese => "vi",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Card left while it was being enrolled")]
    partial void LogRemoved();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Card could not be enrolled")]
    partial void LogFailed(Exception e);
}
