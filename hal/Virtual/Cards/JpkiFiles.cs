using System.Buffers.Binary;
using System.Text;

namespace Virtual.Cards;

/// <summary>The JPKI application: two keys, two certificates, two secrets.</summary>
internal static class JpkiFiles
{
    public const ushort AuthenticationPin = 0x0018;
    public const ushort SignaturePassword = 0x001B;

    public static CardApplication Build(IssuedCard card, MyNumberOptions options)
    {
        var hasPins = !options.Quirks.HasFlag(CardQuirks.FaceAuthenticationOnly);
        var hasAuthentication = !options.Quirks.HasFlag(CardQuirks.CertificateAbsent);
        var hasSignature = !options.Quirks.HasFlag(CardQuirks.SignatureCertificateAbsent);
        var tries = options.Quirks.HasFlag(CardQuirks.Blocked) ? 0 : options.AuthenticationTries;

        List<ElementaryFile> files =
        [
            new ElementaryFile.Transparent(0x0002, Access.Free, () => card.Signature.Value.Authority),
            new ElementaryFile.Internal(0x0005),
            new ElementaryFile.Transparent(0x0006, Access.Free, () => TokenInformation(options.IsAndroid)),
            new ElementaryFile.Transparent(0x0008, Access.Free, () => [Present(hasSignature), Present(hasAuthentication), 0x00]),
            new ElementaryFile.Transparent(0x0009, Access.Closed, () => [.. Enumerable.Repeat((byte)0xFF, 16)]),
            new ElementaryFile.Transparent(0x000B, Access.Free, () => card.Authentication.Value.Authority),
            new ElementaryFile.Internal(0x0010),
            new ElementaryFile.Internal(0x0016),   // the key a terminal's certificate would be checked with
            new ElementaryFile.Secret(AuthenticationPin,
                new(hasPins ? options.AuthenticationPin : null, MyNumberOptions.PinTries, tries, SecretReference.IsPin)),
            new ElementaryFile.Internal(0x0019),
            new ElementaryFile.Secret(SignaturePassword,
                new(hasPins && hasSignature ? options.SignaturePassword : null, MyNumberOptions.PasswordTries, options.SignatureTries, SecretReference.IsSignaturePassword)),
            new ElementaryFile.Internal(0x001C),
            new ElementaryFile.Internal(0x001E),
        ];
        if (hasAuthentication)
        {
            files.Add(new ElementaryFile.Transparent(0x000A, options.IsAndroid ? Access.By(AuthenticationPin) : Access.Free, () => card.Authentication.Value.Certificate));
            files.Add(new ElementaryFile.Key(0x0017, new(() => card.Authentication.Value.Key), AuthenticationPin));
        }
        if (hasSignature)
        {
            files.Add(new ElementaryFile.Transparent(0x0001, Access.By(SignaturePassword), () => card.Signature.Value.Certificate));
            files.Add(new ElementaryFile.Key(0x001A, new(() => card.Signature.Value.Key), SignaturePassword));
        }
        return new(CardApplicationName.Jpki, "D392F000260100000001", [.. files]);
    }

    static byte Present(bool isPresent) => isPresent ? (byte)0x8F : (byte)0x00;

    /// <summary>EF 0006: CK_TOKEN_INFO of PKCS #11 with 32-bit big-endian numbers, 160 bytes.</summary>
    static byte[] TokenInformation(bool isAndroid)
    {
        const uint Unknown = 0xFFFFFFFF;
        const uint Flags = 0x0001 | 0x0004 | 0x0008 | 0x0400;   // random numbers, login required, PIN and token initialized
        var token = new byte[160];
        token.AsSpan(0, 96).Fill((byte)' ');
        Text(token, 0, isAndroid ? "JPKIAPGPSETOKEN" : "JPKIAPICCTOKEN2");   // label, 32 bytes
        Text(token, 32, "KAZASHI TEST CARD");                                // manufacturer, 32
        Text(token, 64, "JPKI");                                             // model, 16
        Text(token, 80, "00000000");                                         // serial number, 16
        Number(token, 96, Flags);
        Number(token, 116, 16);   // longest and shortest secret
        Number(token, 120, 4);
        for (var offset = 124; offset <= 136; offset += 4)
        {
            Number(token, offset, Unknown);   // memories
        }
        Text(token, 140, "03");   // versions of hardware and firmware, in letters as real cards have them
        Text(token, 142, "01");
        Text(token, 144, new string('0', 16));
        return token;
    }

    static void Text(byte[] token, int offset, string text) => Encoding.ASCII.GetBytes(text).CopyTo(token, offset);

    static void Number(byte[] token, int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(token.AsSpan(offset), value);
}
