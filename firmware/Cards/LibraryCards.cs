using Contract;
using Hal;

namespace Firmware.Cards;

/// <summary>Library cards that are known by their number alone; anyone could copy it.</summary>
static class LibraryCards
{
    /// <summary>What a card that speaks no APDUs shows; null when its number is another one each time, and so nobody's.</summary>
    public static CardEvidence? Evidence(ICard card) => card switch
    {
        { SpeaksApdus: true } => null,
        { Technology: CardTechnology.FeliCa } when !IsPeer(card.Identifier.Span) => new CardEvidence.FelicaCard(Convert.ToHexString(card.Identifier.Span)),
        { Technology: CardTechnology.TypeA } when !IsRandom(card.Identifier.Span) => new CardEvidence.MifareCard(Convert.ToHexString(card.Identifier.Span)),
        _ => null,
    };

    // A single-size UID that begins with 08 is drawn anew in every field (ISO/IEC 14443-3 6.5.4)
    static bool IsRandom(ReadOnlySpan<byte> uid) => uid is [0x08, _, _, _];

    // 01 FE: a phone that offers NFC-DEP under a random number (NFC Forum Digital Protocol, NFCID2)
    static bool IsPeer(ReadOnlySpan<byte> idm) => idm is [0x01, 0xFE, ..];
}
