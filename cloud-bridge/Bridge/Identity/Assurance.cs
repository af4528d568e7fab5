namespace Bridge.Identity;

/// <summary>How much a card has proven; each includes the ones before it.</summary>
enum Assurance
{
    /// <summary>An identifier anyone could copy.</summary>
    Presented,

    /// <summary>The chip that was enrolled signed this challenge; no PIN.</summary>
    ChipProven,

    /// <summary>The authentication key signed after the 4-digit PIN.</summary>
    PinProven,
}
