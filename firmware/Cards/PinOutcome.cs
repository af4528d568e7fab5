namespace Firmware.Cards;

/// <summary>How one press of Enter went.</summary>
abstract record PinOutcome
{
    PinOutcome() { }

    /// <summary>The PIN is right; it holds until another application is selected.</summary>
    public sealed record Verified : PinOutcome;

    /// <summary>The PIN is wrong and a try is gone; at least one is left.</summary>
    public sealed record Wrong(int TriesLeft) : PinOutcome;

    /// <summary>No try is left, or none was before: only the municipal office can help.</summary>
    public sealed record Blocked : PinOutcome;

    /// <summary>No VERIFY was sent, so no try is gone.</summary>
    /// <param name="TriesLeft">What the card says; null where it does not say.</param>
    /// <param name="Reason">Why it was not sent.</param>
    public sealed record NotTried(int? TriesLeft, NotTriedReason Reason) : PinOutcome;
}

/// <summary>Why a PIN was not given to the card.</summary>
enum NotTriedReason
{
    /// <summary>The counter is not what the patron was told last; say it anew first.</summary>
    CountChanged,

    /// <summary>The card does not say how many tries are left.</summary>
    CountNotTold,

    /// <summary>The digits were cleared meanwhile.</summary>
    PinCleared,
}
