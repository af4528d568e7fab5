using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;

namespace Bridge.Patrons;

/// <summary>What must be known again when somebody comes back from the platform, under a short name that goes there and back as <c>state</c>; each is good once.</summary>
/// <remarks>The national service takes 255 characters of state, and the framework's own is about 400. A restart forgets them: those on their way begin again.</remarks>
sealed class SignInsUnderWay(TimeProvider time) : ISecureDataFormat<AuthenticationProperties>
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    const int Most = 10_000;

    readonly Lock changing = new();
    readonly Dictionary<string, (AuthenticationProperties Properties, DateTimeOffset Ends)> underWay = new(StringComparer.Ordinal);

    public string Protect(AuthenticationProperties data)
    {
        var name = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (changing)
        {
            var now = time.GetUtcNow();
            if (underWay.Count >= Most)
            {
                foreach (var gone in underWay.OrderBy(entry => entry.Value.Ends).TakeWhile((entry, n) => n < Most / 10 || entry.Value.Ends <= now).Select(entry => entry.Key).ToList())
                {
                    underWay.Remove(gone);
                }
            }
            underWay[name] = (data, now + Lifetime);
        }
        return name;
    }

    public AuthenticationProperties? Unprotect(string? protectedText)
    {
        lock (changing)
        {
            return protectedText is not null && underWay.Remove(protectedText, out var entry) && entry.Ends > time.GetUtcNow() ? entry.Properties : null;
        }
    }

    public string Protect(AuthenticationProperties data, string? purpose) => Protect(data);

    public AuthenticationProperties? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);
}
