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
/// <param name="Lines">What a notice is about.</param>
sealed record MailRecipient(string Address, string Name, string? Language, string? PatronNumber, string? Note = null, IReadOnlyList<NoticeLine>? Lines = null)
{
    public override string ToString() => nameof(MailRecipient);
}

/// <summary>One thing that a notice is about.</summary>
/// <param name="Day">Due, or the last day on which it waits; null where a library system writes no day.</param>
/// <param name="Title">Null where the patron did not ask for titles in mails.</param>
/// <param name="Where">Branch and place on the hold shelf.</param>
sealed record NoticeLine(DateOnly? Day, string? Title = null, string? Where = null);

enum MailKind
{
    Registered, Linked, AwaitsReview, Refused, Unlinked, CardRenewed,

    /// <summary>Loans whose due date comes near.</summary>
    DueSoon,

    /// <summary>Loans whose due date is past.</summary>
    Overdue,

    /// <summary>A hold is on the shelf.</summary>
    HoldReady,

    /// <summary>A hold's last day comes near.</summary>
    HoldExpiring,

    /// <summary>All open loans, for a patron who asked for them.</summary>
    Receipt,

    /// <summary>The patron closed the account; nothing is left of them.</summary>
    Closed,
}
