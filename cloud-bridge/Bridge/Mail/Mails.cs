using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;

namespace Bridge.Mail;

/// <summary>Puts letters into the outbox.</summary>
sealed class Mails(LibrarySettings library, PublicAddress address, TimeProvider time) : IMails
{
    public Task AddAsync(BridgeDb db, MailKind kind, MailRecipient recipient, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var language = Languages.Of(recipient.Language);
        var letter = Letter.Write(kind, recipient, language, new(library.NameIn(language), library.Telephone, address.Root));
        db.Mails.Add(new()
        {
            Id = Guid.CreateVersion7(now),
            To = recipient.Address,
            Subject = letter.Subject,
            Body = letter.Body,
            Language = language.Tag,
            Created = now,
            NextAttempt = now,
        });
        return Task.CompletedTask;
    }
}
