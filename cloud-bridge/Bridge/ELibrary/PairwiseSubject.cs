using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.ELibrary;

/// <summary>What an e-library knows a patron by (OpenID Connect Core 8.1): stable, another in every sector, and nothing without the site key.</summary>
static class PairwiseSubject
{
    public static string Of(ReadOnlySpan<byte> siteKey, string sector, long patron) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(siteKey, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"e-library {sector.Length} {sector.ToLowerInvariant()} {patron}"))));
}
