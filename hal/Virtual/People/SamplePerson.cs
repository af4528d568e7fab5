using Virtual.Cards;
using Virtual.Pki;

namespace Virtual.People;

/// <summary>An invented resident of 白樺市 and the card they carry. The keys are made once, when first needed, and then stay.</summary>
public sealed class SamplePerson
{
    readonly TestHierarchy _hierarchy;
    readonly Lazy<IssuedCard>? _issued;

    internal SamplePerson(CardDescription card, string remark, TestHierarchy hierarchy)
    {
        (Card, Remark, _hierarchy) = (card, remark, hierarchy);
        _issued = card is CardDescription.MyNumber myNumber ? new(() => CardDescription.Issue(myNumber, hierarchy)) : null;
    }

    /// <summary>Stable name: <c>yamada-hanako</c>.</summary>
    public string Id => Card.Id;

    public string Name => Card.Name;

    /// <summary>What is special about this card.</summary>
    public string Remark { get; }

    public CardDescription Card { get; }

    /// <summary>What a bridge would have kept at enrolment; null for library cards and phones.</summary>
    public EnrolmentFacts? Enrolment => Lay().Enrolment;

    /// <summary>Makes the keys now that a reader will meet: a real card has them before it comes near one.</summary>
    public void MakeKeys()
    {
        if (_issued?.Value is { } issued)
        {
            _ = (issued.Authentication.Value, issued.TextKey.Value, issued.TextIssuer.Value);
        }
    }

    /// <summary>The card with the tries its description says, on the keys it always has.</summary>
    public VirtualCardSetup Lay(CardTimes? times = null) =>
        Card is CardDescription.MyNumber card ? CardDescription.Personalized(card, _issued!.Value, times) : Card.Build(_hierarchy, times);

    /// <summary>The description with all keys and certificates in it, for a card file.</summary>
    public CardDescription WithKeys() => Card is CardDescription.MyNumber card
        ? card with
        {
            Authentication = _issued!.Value.Authentication.Value,
            Signature = _issued.Value.Signature.Value,
            Text = new(_issued.Value.TextKey.Value, _issued.Value.TextIssuer.Value),
            Visual = new(_issued.Value.VisualKey.Value, _issued.Value.VisualIssuer.Value),
            CardExpiry = _issued.Value.Holder.CardExpiry,
        }
        : Card;
}
