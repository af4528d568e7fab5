namespace Firmware.Cards;

/// <summary>The first bytes of an X.509 certificate, as far as its serial number (RFC 5280 4.1).</summary>
/// <remarks>Reading the whole certificate costs 165 ms on the air; a tap needs only this.</remarks>
static class CertificateHead
{
    /// <summary>SEQUENCE { SEQUENCE { [0] { INTEGER version } INTEGER serial …; arbitrary bytes give false.</summary>
    public static bool TryReadSerial(ReadOnlySpan<byte> der, out string serial)
    {
        serial = "";
        if (!TryEnter(ref der, 0x30) || !TryEnter(ref der, 0x30) || !TrySkip(ref der, 0xA0) || der is not [0x02, var length, ..] || length is 0 or > 20)
        {
            return false;
        }
        if (der.Length < 2 + length)
        {
            return false;
        }
        serial = Convert.ToHexString(der.Slice(2, length).TrimStart((byte)0));
        return serial.Length > 0;
    }

    static bool TryEnter(ref ReadOnlySpan<byte> der, byte tag)
    {
        if (der is not [var found, var length, ..] || found != tag)
        {
            return false;
        }
        var lengthBytes = length < 0x80 ? 0 : length & 0x7F;   // 82 hh ll for every real certificate
        if (lengthBytes > 3 || der.Length < 2 + lengthBytes)
        {
            return false;
        }
        der = der[(2 + lengthBytes)..];
        return true;
    }

    static bool TrySkip(ref ReadOnlySpan<byte> der, byte tag)
    {
        if (der is not [var found, var length, ..] || found != tag || length >= 0x80 || der.Length < 2 + length)
        {
            return false;
        }
        der = der[(2 + length)..];
        return true;
    }
}
