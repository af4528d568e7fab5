namespace Sandbox;

/// <summary>Somebody the sandbox knows, with the card that somebody else plays.</summary>
/// <param name="Id">Stable name: <c>yamada-hanako</c>.</param>
/// <param name="Name">氏名, as on the card.</param>
/// <param name="Remark">What is special about the card; may be empty.</param>
/// <param name="Address">住所, one line.</param>
/// <param name="BirthDate">Eight digits.</param>
/// <param name="Sex">One digit, as on the card.</param>
/// <param name="Pin">4-digit authentication PIN; null when none was ever set (face authentication only).</param>
/// <param name="Tries">Left for the PIN; 0 is locked.</param>
/// <param name="Certificate">User-authentication certificate, DER; null when none was issued.</param>
/// <param name="ChipKey">Of the text application, SubjectPublicKeyInfo; null where the platform has never seen the chip.</param>
/// <param name="IsRevoked">The card does not know; the platform does.</param>
public sealed record SandboxPerson(string Id, string Name, string Remark, string Address, string BirthDate, string Sex,
    string? Pin, int Tries, byte[]? Certificate, byte[]? ChipKey, bool IsRevoked)
{
    /// <summary>The id alone: the rest is nobody's to print.</summary>
    public override string ToString() => Id;
}

/// <summary>A certificate authority of the test hierarchy, for which the sandbox answers OCSP.</summary>
/// <param name="Certificate">DER.</param>
/// <param name="Key">PKCS#8.</param>
public sealed record SandboxAuthority(byte[] Certificate, byte[] Key)
{
    public override string ToString() => nameof(SandboxAuthority);
}
