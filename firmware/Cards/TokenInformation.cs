namespace Firmware.Cards;

/// <summary>JPKI EF 0006: the CK_TOKEN_INFO of PKCS #11, 160 bytes, of which the first 32 are the label, padded with spaces.</summary>
static class TokenInformation
{
    public const int Length = 160;

    const int LabelLength = 32;

    public static CardKind KindOf(ReadOnlySpan<byte> token)
    {
        if (token.Length < LabelLength)
        {
            return CardKind.UnknownToken;
        }
        var label = token[..LabelLength].TrimEnd((byte)' ');
        return label.SequenceEqual("JPKIAPICCTOKEN2"u8) ? CardKind.MyNumberCard
            : label.SequenceEqual("JPKIAPICCTOKEN"u8) ? CardKind.OldResidentCard
            : label.SequenceEqual("JPKIAPGPSETOKEN"u8) || label.SequenceEqual("JPKIAPIOSTOKEN"u8) ? CardKind.Phone
            : CardKind.UnknownToken;
    }
}
