using System.Text.Json.Serialization;

namespace Contract;

/// <summary>A question that changes nothing and that a patron waits for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(WhoIsThis), "whoIsThis")]
[JsonDerivedType(typeof(BeginEnrolment), "beginEnrolment")]
[JsonDerivedType(typeof(MyLoans), "myLoans")]
[JsonDerivedType(typeof(MyHolds), "myHolds")]
[JsonDerivedType(typeof(WhatIsThis), "whatIsThis")]
public abstract record Ask
{
    private protected Ask() { }
}

/// <summary>Whose card is this? Answered by <see cref="PatronRecognised"/>, <see cref="CardUnknown"/>, <see cref="EnrolmentNeeded"/>,
/// <see cref="CardNotValid"/>, <see cref="PatronNotAllowed"/> or, for a card of staff, <see cref="StaffRecognised"/>.</summary>
public sealed record WhoIsThis(CardEvidence Card) : Ask;

/// <summary>What is a card to sign? Answered by <see cref="EnrolmentChallenge"/>.</summary>
public sealed record BeginEnrolment : Ask;

/// <summary>What has this patron on loan? Answered by <see cref="LoansListed"/>.</summary>
/// <param name="Pass">Of the session.</param>
public sealed record MyLoans(string Pass) : Ask;

/// <summary>What is held for this patron? Answered by <see cref="HoldsListed"/>.</summary>
/// <param name="Pass">Of the session.</param>
public sealed record MyHolds(string Pass) : Ask;

/// <summary>What is this item? Answered by <see cref="ItemDescribed"/> or <see cref="ItemUnknown"/>; says nothing of any patron.</summary>
/// <param name="Item">Barcode.</param>
public sealed record WhatIsThis(string Item) : Ask;
