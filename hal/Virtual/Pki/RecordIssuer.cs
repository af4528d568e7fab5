using System.Text;
using Virtual.Cards;

namespace Virtual.Pki;

/// <summary>Who signs the records of the text or the visual application: the municipality's key, certified by a card-verifiable
/// certificate (EF 0004) under an authority whose key no card carries.</summary>
/// <remarks><code>7F21 { 5F4E 297 bytes = authority key id 16 | issuer key id 16 | 90 exponent 91 modulus; 5F37 256 bytes }</code></remarks>
public sealed class RecordIssuer(CardKey key, byte[] certificate)
{
    /// <summary>EF 0004.</summary>
    public byte[] Certificate => certificate;

    public CardKey Key => key;

    /// <param name="authority">The authority's key.</param>
    /// <param name="authorityNumber">Seven digits; the test hierarchy's begin with 6.</param>
    /// <param name="issuerNumber">Seven digits of the municipality's key.</param>
    public static RecordIssuer Create(CardKey authority, string authorityNumber, string issuerNumber)
    {
        var key = CardKey.Generate();
        byte[] body = [.. KeyId(authorityNumber), .. KeyId(issuerNumber), .. key.CardEncoding];
        return new(key, BerTlv.Encode(0x7F21, [.. BerTlv.Encode(0x5F4E, body), .. BerTlv.Encode(0x5F37, authority.SignMessage(body))]));
    }

    /// <summary>Seven digits, 08 05, a group of three digits, filler: 16 bytes.</summary>
    internal static byte[] KeyId(string number) => [.. Encoding.ASCII.GetBytes(number), 0x08, 0x05, .. "001"u8, 0, 0, 0, 0];
}
