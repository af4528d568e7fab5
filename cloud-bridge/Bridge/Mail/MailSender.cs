using Bridge.Ingest;
using Bridge.Settings;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using MimeKit.Text;

namespace Bridge.Mail;

/// <summary>Carries the outbox away, oldest first, one mail at a time, until each is accepted or never will be.</summary>
/// <remarks>A mail is not lost: it is in the database until a server has said 250. It may come twice in one case that SMTP leaves open
/// (RFC 5321 6.1): the server has accepted it and the bridge dies, or the line breaks, before the bridge has written that down. The repeat has
/// the same Message-Id, by which mail programs and many servers know it again.</remarks>
sealed partial class MailSender(Store store, MailSettings settings, IMailTransport? transport, TimeProvider time, ILogger<MailSender> log) : BackgroundService
{
    /// <summary>Another look at the outbox, for mails an importing process or a restored backup put there.</summary>
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>How long it stays known that a mail was sent.</summary>
    static readonly TimeSpan Remember = TimeSpan.FromDays(30);

    /// <summary>A minute after the first try, then twice as long each time, at most two hours.</summary>
    public static TimeSpan PauseAfter(int attempts) => TimeSpan.FromMinutes(Math.Min(120, 1L << Math.Clamp(attempts - 1, 0, 7)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (transport is null)
        {
            LogNoServer();
            return;
        }
        using var look = new PeriodicTimer(LookEvery, time);
        do
        {
            try
            {
                while (await SendNextAsync(stoppingToken))
                {
                }
            }
            catch (Exception e) when (Store.IsFailure(e))
            {
                LogDatabase(e);
            }
        }
        while (await look.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Tries the oldest mail that is due; false when none is.</summary>
    public async Task<bool> SendNextAsync(CancellationToken cancel)
    {
        if (await TakeNextAsync(cancel) is not { } mail)
        {
            return false;
        }
        var delivery = mail.Attempts > 1 && time.GetUtcNow() - mail.Created > settings.GiveUpAfter
            ? new MailDelivery.Never(0, mail.LastError ?? "not accepted in time")
            : MailboxAddress.TryParse(mail.To, out var to) ? await transport!.SendAsync(Message(mail, to), cancel)
            : new MailDelivery.Never(553, "no mail address");
        await store.WriteAsync(db => WriteDownAsync(db, mail.Id, delivery, cancel), CancellationToken.None);   // even while stopping: what is known is written
        return true;
    }

    // The try is counted before it is made: a mail that brings the bridge down must not do so again at once.
    async Task<OutgoingMail?> TakeNextAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using (var db = store.Open())
        {
            if (!await db.Mails.AnyAsync(mail => mail.NextAttempt <= now, cancel))
            {
                return null;
            }
        }
        return await store.WriteAsync(async db =>
        {
            await db.Mails.Where(mail => mail.Sent < now - Remember).ExecuteDeleteAsync(cancel);
            if (await db.Mails.Where(mail => mail.NextAttempt <= now).OrderBy(mail => mail.NextAttempt).ThenBy(mail => mail.Id).FirstOrDefaultAsync(cancel) is not { } next)
            {
                return null;
            }
            next.Attempts++;
            next.NextAttempt = now + PauseAfter(next.Attempts);
            return next;
        }, cancel);
    }

    async Task<bool> WriteDownAsync(BridgeDb db, Guid id, MailDelivery delivery, CancellationToken cancel)
    {
        if (await db.Mails.FindAsync([id], cancel) is not { } mail)
        {
            return false;   // its patron was erased meanwhile
        }
        switch (delivery)
        {
            case MailDelivery.Accepted:
                (mail.Sent, mail.NextAttempt, mail.LastError, mail.Body) = (time.GetUtcNow(), null, null, "");
                LogSent(id, mail.Attempts);
                break;
            case MailDelivery.NotNow(var why):
                mail.LastError = why;
                LogNotNow(id, mail.Attempts, mail.NextAttempt);
                break;
            case MailDelivery.Never(var code, var why):
                (mail.NextAttempt, mail.LastError) = (null, why);
                await GivenUp(mail, code).AddToAsync(db, cancel);
                LogNever(id, code);
                break;
        }
        return true;
    }

    StaffTask GivenUp(OutgoingMail mail, int code) => new()
    {
        At = time.GetUtcNow(),
        Device = "bridge/mail",
        Reason = StaffReason.MailNotDelivered,
        Detail = code == 0 ? "no server took it in time" : $"the mail server said {code}",
        Request = mail.Id,
        PatronId = mail.PatronId,
    };

    MimeMessage Message(OutgoingMail mail, MailboxAddress to)
    {
        var from = MailboxAddress.Parse(settings.From);
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id:N}@{from.Domain}",
            Date = mail.Created,
            Subject = mail.Subject,
            Body = new TextPart(TextFormat.Plain) { Text = mail.Body },   // UTF-8
        };
        message.From.Add(from);
        message.To.Add(to);
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");   // RFC 3834: no holiday notices back
        message.Headers.Add(HeaderId.ContentLanguage, mail.Language);
        return message;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No mail server is set (Bridge:Mail); mails wait in the outbox")]
    partial void LogNoServer();

    [LoggerMessage(Level = LogLevel.Information, Message = "Mail {Id} accepted at try {Attempt}")]
    partial void LogSent(Guid id, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} not accepted at try {Attempt}; next at {Next}. Why is in the table mails")]
    partial void LogNotNow(Guid id, int attempt, DateTimeOffset? next);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} given up, code {Code}; staff have a task")]
    partial void LogNever(Guid id, int code);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox cannot be read or written; trying again")]
    partial void LogDatabase(Exception e);
}
