using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Web;

/// <summary>A password as it is kept: <c>pbkdf2-sha256$iterations$salt$hash</c>, base64url.</summary>
static class PasswordHash
{
    /// <remarks>OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256.</remarks>
    public const int Recommended = 600_000;

    // Tests, which hash passwords by the thousand, ask for fewer in their runtime configuration; a hash says how many it took.
    static readonly int Iterations = AppContext.GetData("Bridge.PasswordIterations") is string fewer ? int.Parse(fewer, CultureInfo.InvariantCulture) : Recommended;
    const int MostIterations = 10_000_000;   // a hash from elsewhere must not stop the bridge
    const int SaltLength = 16, HashLength = 32;
    const string Scheme = "pbkdf2-sha256";

    /// <summary>Longest password taken; longer ones are no safer and cost time.</summary>
    public const int LongestPassword = 128;

    // Somebody who does not exist takes as long as somebody who does.
    static readonly string Nobody = Of(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Base64Url.EncodeToString(salt)}${Base64Url.EncodeToString(Derive(password, salt, Iterations))}");
    }

    /// <param name="hash">Null when there is no such account; then no password is right, and finding that out takes as long.</param>
    public static bool IsRight(string password, string? hash)
    {
        var known = TryRead(hash, out var kept);
        if (!known)
        {
            TryRead(Nobody, out kept);
        }
        return password.Length <= LongestPassword && CryptographicOperations.FixedTimeEquals(Derive(password, kept.Salt, kept.Iterations), kept.Hash) & known;
    }

    public static bool IsHash(string? text) => TryRead(text, out _);

    static bool TryRead(string? text, out Kept kept)
    {
        kept = default;
        if (text?.Split('$') is not [Scheme, var count, var salt, var hash]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > MostIterations
            || !Base64Url.IsValid(salt, out var saltLength) || saltLength < 8 || !Base64Url.IsValid(hash, out var hashLength) || hashLength != HashLength)
        {
            return false;
        }
        kept = new(iterations, Base64Url.DecodeFromChars(salt), Base64Url.DecodeFromChars(hash));
        return true;
    }

    // Full-width letters count as plain ones: the same keys give them in another input mode.
    static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Typed.Narrow(password)), salt, iterations, HashAlgorithmName.SHA256, HashLength);

    readonly record struct Kept(int Iterations, byte[] Salt, byte[] Hash);
}
