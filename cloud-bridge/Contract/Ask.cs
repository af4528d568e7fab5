using System.Text.Json.Serialization;

namespace Contract;

/// <summary>A question that changes nothing and that a patron waits for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(WhoIsThis), "whoIsThis")]
public abstract record Ask
{
    private protected Ask() { }
}

/// <summary>Whose card is this? Answered by <see cref="PatronRecognised"/>, <see cref="CardUnknown"/> or <see cref="PatronNotAllowed"/>.</summary>
public sealed record WhoIsThis(CardEvidence Card) : Ask;
