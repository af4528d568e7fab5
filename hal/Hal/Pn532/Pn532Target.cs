namespace Hal.Pn532;

/// <summary>What to look for with InListPassiveTarget (UM0701-02 7.3.5).</summary>
internal enum Pn532Modulation : byte
{
    TypeA = 0x00,
    FeliCa212 = 0x01,
    FeliCa424 = 0x02,
    TypeB = 0x03,
}

/// <summary>A card the chip found and activated.</summary>
internal abstract record Pn532Target(byte Number)
{
    /// <param name="SelectAcknowledge">SAK; bit 6 says ISO/IEC 14443-4 (14443-3 6.5.3).</param>
    /// <param name="HasAnswerToSelect">Whether the chip activated 14443-4 by itself and got an ATS.</param>
    public sealed record TypeA(byte Number, byte SelectAcknowledge, byte[] Uid, bool HasAnswerToSelect) : Pn532Target(Number)
    {
        public bool SpeaksIsoDep => (SelectAcknowledge & 0x20) != 0;
    }

    /// <param name="Atqb">50, PUPI (4), application data (4), protocol info (3); without CRC.</param>
    public sealed record TypeB(byte Number, byte[] Atqb) : Pn532Target(Number);

    public sealed record FeliCa(byte Number, byte[] Idm) : Pn532Target(Number);

    /// <summary>Reads NbTg and the first target of an answer to InListPassiveTarget.</summary>
    /// <param name="answer">From NbTg on.</param>
    /// <param name="modulation">What was asked for.</param>
    /// <param name="count">How many targets answered, 0 to 2.</param>
    /// <param name="target">The first; null when there is none.</param>
    /// <returns>Whether the answer makes sense.</returns>
    public static bool TryParse(ReadOnlySpan<byte> answer, Pn532Modulation modulation, out int count, out Pn532Target? target)
    {
        (count, target) = (0, null);
        if (answer is [0, ..])
        {
            return true;
        }
        if (answer is not [var found and <= 2, .. var first])
        {
            return false;
        }
        count = found;
        target = modulation switch
        {
            Pn532Modulation.TypeA => ParseA(first),
            Pn532Modulation.TypeB => ParseB(first),
            Pn532Modulation.FeliCa212 or Pn532Modulation.FeliCa424 => ParseFeliCa(first),
        };
        return target is not null;
    }

    // Tg, SENS_RES (2), SEL_RES, NFCID1Length, NFCID1, [ATSLength, ATS..]: ATSLength counts itself
    static TypeA? ParseA(ReadOnlySpan<byte> bytes) =>
        bytes is [var number, _, _, var sak, var length, .. var rest] && length is 4 or 7 or 10 && rest.Length >= length
            ? new(number, sak, rest[..length].ToArray(), (sak & 0x20) != 0 && rest[length..] is [> 0, ..])
            : null;

    // Tg, ATQB (12), ATTRIB_RES_Length, ATTRIB_RES
    static TypeB? ParseB(ReadOnlySpan<byte> bytes) =>
        bytes is [var number, .. var rest] && rest.Length >= 12 && rest[0] == 0x50 ? new(number, rest[..12].ToArray()) : null;

    // Tg, POL_RES length (12 or 14 hexadecimal, counts itself), 01, IDm (8), PMm (8), [SC (2)]
    static FeliCa? ParseFeliCa(ReadOnlySpan<byte> bytes) =>
        bytes is [var number, 0x12 or 0x14, 0x01, .. var rest] && rest.Length >= 16 ? new(number, rest[..8].ToArray()) : null;
}
