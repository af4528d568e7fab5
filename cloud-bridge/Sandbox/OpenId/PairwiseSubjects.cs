using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sandbox.OpenId;

/// <summary>PPID of a person for a sector (OpenID Connect Core 8.1): the same for OpenID Connect and the card API, another for every sector, stable over a new card.</summary>
sealed class PairwiseSubjects(SandboxKeys keys)
{
    public string Of(string sector, SandboxPerson person) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(keys.Pairwise, Encoding.UTF8.GetBytes($"{sector.Length} {sector} {person.Id}")));
}
