using Bridge.Identity;
using Contract;

namespace Bridge.Settings;

/// <summary>One column of the policy table: operation × least assurance. Register and link are not in it: they need the PIN everywhere.</summary>
sealed class AssurancePolicy
{
    /// <summary>Borrow.</summary>
    public Assurance Loan { get; init; }

    /// <summary>See and renew own loans.</summary>
    public Assurance Renew { get; init; }

    /// <summary>See and pick up own holds.</summary>
    public Assurance Holds { get; init; }

    /// <summary>Take the card away from the patron; only a My Number card was ever linked by them.</summary>
    public Assurance Unlink { get; init; }

    /// <summary>Come in through the gate.</summary>
    public Assurance Enter { get; init; }

    public Operations Allowed(Assurance proven) =>
        (proven >= Loan ? Operations.Loan : 0)
        | (proven >= Renew ? Operations.Renew : 0)
        | (proven >= Holds ? Operations.Holds : 0)
        | (proven >= Unlink ? Operations.Unlink : 0)
        | (proven >= Enter ? Operations.Enter : 0);

    public static AssurancePolicy From(Assurance assurance) => new() { Loan = assurance, Renew = assurance, Holds = assurance, Unlink = assurance, Enter = assurance };

    /// <summary>A card that anyone could copy: good for what a library card is good for.</summary>
    public static AssurancePolicy ForCopies() => new() { Unlink = Assurance.PinProven };
}
