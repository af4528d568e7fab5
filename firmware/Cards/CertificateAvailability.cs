namespace Firmware.Cards;

/// <summary>JPKI EF 0008: three bytes, the first for the signature certificate, the second for the one for user authentication; 8F is there.</summary>
readonly record struct CertificateAvailability(bool? Signature, bool? Authentication)
{
    public const int Length = 3;

    const byte IsThere = 0x8F;

    /// <summary>What does not look like the file says nothing.</summary>
    public static CertificateAvailability Parse(ReadOnlySpan<byte> file) =>
        file is [var signature, var authentication, _] ? new(signature == IsThere, authentication == IsThere) : default;
}
