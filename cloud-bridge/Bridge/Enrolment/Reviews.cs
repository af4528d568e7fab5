using Bridge.Library;
using Bridge.Storage;

namespace Bridge.Enrolment;

/// <summary>What staff decide about applications that wait, inside the caller's transaction.</summary>
sealed class Reviews
{
    /// <summary>Oldest first.</summary>
    public Task<IReadOnlyList<WaitingApplication>> WaitingAsync(BridgeDb db, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>As it was given, or as staff corrected it; the patron it makes, or links to.</summary>
    public Task<ReviewResult> AcceptAsync(BridgeDb db, long id, RegistrationForm form, string staff, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The applicant is this patron already: their card and identity are linked to them, and no new patron is made.</summary>
    public Task<ReviewResult> AcceptAsAsync(BridgeDb db, long id, long patronId, string staff, CancellationToken cancel) => throw new NotImplementedException();

    public Task<ReviewResult> RefuseAsync(BridgeDb db, long id, string reason, string staff, CancellationToken cancel) => throw new NotImplementedException();
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
