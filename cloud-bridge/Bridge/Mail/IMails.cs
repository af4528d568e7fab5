using Bridge.Storage;

namespace Bridge.Mail;

/// <summary>Writes to people, in the transaction that gives the reason: either both happen or neither.</summary>
interface IMails
{
    Task AddAsync(BridgeDb db, MailKind kind, MailRecipient recipient, CancellationToken cancel);
}

/// <param name="Address">E-mail address.</param>
/// <param name="Name">As the person gave it.</param>
/// <param name="Language">BCP 47; null when unknown.</param>
/// <param name="PatronNumber">Null while there is none.</param>
/// <param name="Note">With <see cref="MailKind.Refused"/> why, in staff's words.</param>
sealed record MailRecipient(string Address, string Name, string? Language, string? PatronNumber, string? Note = null)
{
    public override string ToString() => nameof(MailRecipient);
}

enum MailKind { Registered, Linked, AwaitsReview, Refused, Unlinked, CardRenewed }
