using System.Security.Cryptography;
using System.Text;
using Bridge.Settings;
using Microsoft.IdentityModel.Tokens;

namespace Bridge.ELibrary;

/// <summary>The e-libraries that may sign patrons on here, and how each proves to be itself.</summary>
sealed class ELibraries(ELibrarySettings settings)
{
    readonly Dictionary<string, (ELibraryClient Client, IList<SecurityKey> Keys)> all =
        settings.Clients.ToDictionary(client => client.Id, client => (client, client.Keys()), StringComparer.Ordinal);

    public IEnumerable<ELibraryClient> All => settings.Clients;

    public ELibraryClient? Find(string? id) => id is not null && all.TryGetValue(id, out var known) ? known.Client : null;

    /// <summary>By which its assertions are checked; none for somebody unknown.</summary>
    public IList<SecurityKey> KeysOf(string? id) => id is not null && all.TryGetValue(id, out var known) ? known.Keys : [];

    /// <param name="secret">As it was sent; null when none was.</param>
    public static bool IsSecretOf(ELibraryClient client, string? secret) =>
        secret is not null && client.SecretHash is { } hash && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), Convert.FromHexString(hash));
}
