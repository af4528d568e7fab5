using System.Security.Cryptography;

namespace Firmware.Cards;

/// <summary>A command that a My Number card may be sent. Those below are all there are: a command comes from here or not at all, and none is made
/// from a file id. So nothing can select the 12-digit number (text application EF 0001, visual application EF 0005).</summary>
/// <remarks>Reference of applications and files: the public JPKI card drivers (OpenSC card-jpki.c, jpki/myna).</remarks>
sealed class MyNumberCommand
{
    /// <summary>Data of a READ BINARY that fills one block of ISO/IEC 14443-4 with its status word: a frame of 256 bytes less PCB, SW and CRC.</summary>
    public const int BestReadLength = 251;

    /// <summary>Most bytes of one EF that are read; no file of the list is longer.</summary>
    /// <remarks>From offset 8000 on, P1 of READ BINARY would no longer be an offset but the short identifier of another EF (ISO 7816-4 11.3.3).</remarks>
    public const int MaxFileLength = 4096;

    const int DigestLength = SHA256.HashSizeInBytes;

    readonly byte[] _apdu;

    MyNumberCommand(byte[] apdu) => _apdu = apdu;

    public ReadOnlyMemory<byte> Apdu => _apdu;

    // 00 A4 04 0C: SELECT by DF name, no response data
    public static MyNumberCommand SelectJpki { get; } = Of("00A4040C 0A D392F000260100000001");
    public static MyNumberCommand SelectText { get; } = Of("00A4040C 0A D3921000310001010408");

    // 00 A4 02 0C: SELECT EF of the JPKI application
    public static MyNumberCommand SelectTokenInformation { get; } = Of("00A4020C 02 0006");
    public static MyNumberCommand SelectCertificateAvailability { get; } = Of("00A4020C 02 0008");
    public static MyNumberCommand SelectAuthenticationCertificate { get; } = Of("00A4020C 02 000A");
    public static MyNumberCommand SelectAuthenticationKey { get; } = Of("00A4020C 02 0017");
    public static MyNumberCommand SelectAuthenticationPin { get; } = Of("00A4020C 02 0018");

    // … and of the text application
    public static MyNumberCommand SelectPerson { get; } = Of("00A4020C 02 0002");
    public static MyNumberCommand SelectIntegrityRecord { get; } = Of("00A4020C 02 0003");
    public static MyNumberCommand SelectIssuerCertificate { get; } = Of("00A4020C 02 0004");
    public static MyNumberCommand SelectChipKey { get; } = Of("00A4020C 02 0007");
    public static MyNumberCommand SelectTextPin { get; } = Of("00A4020C 02 0011");

    /// <summary>VERIFY without data: how many tries are left? Asking costs none (ISO 7816-4 11.6.6).</summary>
    public static MyNumberCommand AskTries { get; } = Of("00200080");

    /// <summary>As far as a certificate's serial number, which ends at byte 35 at the latest:
    /// 30 82 hh ll 30 82 hh ll A0 03 02 01 02 02 LL serial (at most 20 bytes, RFC 5280 4.1.2.2).</summary>
    public static MyNumberCommand ReadCertificateHead { get; } = Of("00B00000 23");

    /// <summary>Part of the EF that is selected.</summary>
    public static MyNumberCommand ReadBinary(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, MaxFileLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, BestReadLength);
        return new([0x00, 0xB0, (byte)(offset >> 8), (byte)offset, (byte)length]);
    }

    /// <summary>80 2A 00 00: the text application signs, without PIN.</summary>
    /// <param name="digest">SHA-256, 32 bytes.</param>
    public static MyNumberCommand SignWithChip(ReadOnlySpan<byte> digest) => Sign(0x00, digest);

    /// <summary>80 2A 00 80: the selected key signs; the authentication key after its PIN.</summary>
    /// <param name="digest">SHA-256, 32 bytes.</param>
    public static MyNumberCommand SignWithSelectedKey(ReadOnlySpan<byte> digest) => Sign(0x80, digest);

    /// <summary>VERIFY of the selected PIN. Its bytes lie where the garbage collector never moves them; <see cref="Erase"/> them.</summary>
    /// <returns>False when the digits are not four, or were cleared.</returns>
    public static bool TryVerify(PinBuffer pin, out MyNumberCommand verify)
    {
        var apdu = GC.AllocateArray<byte>(5 + PinBuffer.Length, pinned: true);
        ReadOnlySpan<byte> head = [0x00, 0x20, 0x00, 0x80, PinBuffer.Length];
        head.CopyTo(apdu);
        verify = new(apdu);
        return pin.TryCopyTo(apdu.AsSpan(head.Length));
    }

    /// <summary>Zeroes it: it carried a PIN.</summary>
    public void Erase() => CryptographicOperations.ZeroMemory(_apdu);

    // DigestInfo of SHA-256 before its 32 bytes (RFC 8017 9.2 note 1); Le 00: up to 256 bytes
    static MyNumberCommand Sign(byte key, ReadOnlySpan<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, DigestLength);
        return new([0x80, 0x2A, 0x00, key, 0x33, 0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20, .. digest, 0x00]);
    }

    static MyNumberCommand Of(string hex) => new(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}
