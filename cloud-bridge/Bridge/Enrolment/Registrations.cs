using Bridge.Library;
using Bridge.Storage;

namespace Bridge.Enrolment;

/// <summary>Makes patrons and binds cards to them, inside the caller's transaction.</summary>
sealed class Registrations
{
    /// <summary>Somebody becomes a patron, or turns out to be one.</summary>
    /// <param name="origin">The enrolment at an appliance; null from home.</param>
    public Task<RegistrationResult> RegisterAsync(BridgeDb db, RegistrationForm form, IdentityClaim claim, DateTimeOffset now, CancellationToken cancel, Guid? origin = null) =>
        throw new NotImplementedException();

    /// <summary>The person the claim is about is this patron from now on.</summary>
    public Task<LinkResult> LinkAsync(BridgeDb db, Patron patron, IdentityClaim claim, DateTimeOffset now, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The card speaks for its patron no more; false when the link is gone already.</summary>
    public Task<bool> UnlinkAsync(BridgeDb db, long linkId, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The patron the platform knows by this identifier.</summary>
    public Task<Patron?> FindPatronAsync(BridgeDb db, byte[] ppid, CancellationToken cancel) => throw new NotImplementedException();
}

/// <summary>What became of a registration.</summary>
abstract record RegistrationResult
{
    RegistrationResult() { }

    public sealed record Registered(Patron Patron) : RegistrationResult;
    public sealed record Waiting(Application Application) : RegistrationResult;

    /// <summary>The platform's identifier, the card or its chip belongs to this patron already; nothing new was made.</summary>
    public sealed record Known(Patron Patron) : RegistrationResult;
}

/// <summary>What became of a link.</summary>
abstract record LinkResult
{
    LinkResult() { }

    /// <param name="Link">Null when there was no card, only an identity.</param>
    public sealed record Linked(Patron Patron, Identity.CardLink? Link) : LinkResult;
    public sealed record ToAnother : LinkResult;
}
