using Contract;

namespace Bridge.Identity;

/// <summary>The columns of the policy table.</summary>
enum CardKind { MyNumberCard, LibraryCard, FelicaCard, MifareCard, PhoneBarcode }

static class CardKinds
{
    public static CardKind? Of(CardEvidence card) => card switch
    {
        CardEvidence.MyNumberTap => CardKind.MyNumberCard,
        CardEvidence.LibraryCard => CardKind.LibraryCard,
        CardEvidence.FelicaCard => CardKind.FelicaCard,
        CardEvidence.MifareCard => CardKind.MifareCard,
        CardEvidence.PhoneBarcode => CardKind.PhoneBarcode,
        _ => null,   // of a newer release
    };
}

/// <summary>What a recognised card is and has proven.</summary>
/// <param name="Link">Of a My Number card; 0 for the others.</param>
readonly record struct PresentedCard(CardKind Kind, Assurance Assurance, long Link = 0);
