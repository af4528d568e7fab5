using Bridge.Storage;
using Contract;

namespace Bridge.Enrolment;

/// <summary>Hands the rest of an enrolment over to the patron's own phone: one browser, a few minutes, once.</summary>
sealed class HandOvers
{
    /// <summary>Where the page is: <c>{public address}/h/{token}</c>.</summary>
    public const string Path = "/h/";

    /// <summary>A new page for a patron or for an application that waits, inside the caller's transaction.</summary>
    public Task<HandOver> CreateAsync(BridgeDb db, HandOverSubject subject, DeviceAddress device, Guid enrolment, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>What the page shows before anyone has claimed it; null when there is none, it is done, or its time is over.</summary>
    public Task<HandOverPage?> FindAsync(string token, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Binds the page to this browser; false when it is another's, done, or over.</summary>
    public Task<bool> ClaimAsync(string token, byte[] browserKey, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Takes what was typed and tells the appliance.</summary>
    public Task<HandOverResult> CompleteAsync(string token, byte[] browserKey, HandOverForm form, CancellationToken cancel) => throw new NotImplementedException();
}

/// <summary>Whose rest is typed; one of the two.</summary>
readonly record struct HandOverSubject(long? PatronId, long? ApplicationId);

/// <param name="Code">Four digits that the panel shows, too.</param>
/// <param name="NeedsGuardian">The applicant is a minor.</param>
sealed record HandOverPage(string Code, DateTimeOffset Until, bool NeedsGuardian);

/// <summary>What the card does not know and twelve keys cannot type.</summary>
/// <param name="PasswordHash">Of the patron pages; null leaves it alone.</param>
sealed record HandOverForm(string? Kana, string? PostalCode, string? Phone, string? Email, string Language, bool WantsMail, Guardian? Guardian, string? PasswordHash)
{
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
