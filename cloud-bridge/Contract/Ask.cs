using System.Text.Json.Serialization;

namespace Contract;

/// <summary>A question that changes nothing and that a patron waits for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(WhoIsThis), "whoIsThis")]
[JsonDerivedType(typeof(BeginEnrolment), "beginEnrolment")]
public abstract record Ask
{
    private protected Ask() { }
}

/// <summary>Whose card is this? Answered by <see cref="PatronRecognised"/>, <see cref="CardUnknown"/>, <see cref="EnrolmentNeeded"/>,
/// <see cref="CardNotValid"/> or <see cref="PatronNotAllowed"/>.</summary>
public sealed record WhoIsThis(CardEvidence Card) : Ask;

/// <summary>What is a card to sign? Answered by <see cref="EnrolmentChallenge"/>.</summary>
public sealed record BeginEnrolment : Ask;
