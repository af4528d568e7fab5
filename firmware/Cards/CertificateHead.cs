using System.Formats.Asn1;

namespace Firmware.Cards;

/// <summary>What an X.509 certificate says of itself (RFC 5280 4.1): serial number and end. Arbitrary bytes are no certificate, never an exception.</summary>
static class CertificateHead
{
    /// <summary>SEQUENCE { SEQUENCE { [0] { INTEGER version } INTEGER serial …, of which the first 35 bytes are enough.</summary>
    /// <remarks>Reading the whole certificate costs 165 ms on the air; a tap needs only this.</remarks>
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

    /// <summary>notAfter of a whole certificate (RFC 5280 4.1.2.5).</summary>
    public static bool TryReadEnd(ReadOnlySpan<byte> der, out DateTimeOffset end)
    {
        end = default;
        try
        {
            if (!AsnDecoder.TryReadEncodedValue(der, AsnEncodingRules.DER, out _, out _, out _, out var length) || length != der.Length)
            {
                return false;
            }
            var fields = Sequence(Sequence(der));
            for (var before = 4; before > 0; before--)   // version, serial number, signature algorithm, issuer
            {
                AsnDecoder.ReadEncodedValue(fields, AsnEncodingRules.DER, out _, out _, out var field);
                fields = fields[field..];
            }
            var validity = Sequence(fields);
            AsnDecoder.ReadEncodedValue(validity, AsnEncodingRules.DER, out _, out _, out var start);
            end = Time(validity[start..]);
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    static ReadOnlySpan<byte> Sequence(ReadOnlySpan<byte> der)
    {
        AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out var offset, out var length, out _);
        return der.Slice(offset, length);
    }

    // UTCTime until 2049, GeneralizedTime from 2050 on
    static DateTimeOffset Time(ReadOnlySpan<byte> der) => der is [0x17, ..]
        ? AsnDecoder.ReadUtcTime(der, AsnEncodingRules.DER, out _, twoDigitYearMax: 2049)
        : AsnDecoder.ReadGeneralizedTime(der, AsnEncodingRules.DER, out _);

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
