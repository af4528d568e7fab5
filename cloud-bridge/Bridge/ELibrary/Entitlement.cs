using Bridge.Library;
using Bridge.Settings;

namespace Bridge.ELibrary;

/// <summary>Whether a patron may use an e-library: the claim <c>entitled</c>. Pure.</summary>
static class Entitlement
{
    public const string Claim = "entitled";

    /// <summary>Claim of the patron number, where the site tells it.</summary>
    public const string NumberClaim = "library_number";

    public static bool Of(Patron patron, ELibraryClient client, DateOnly today) =>
        patron.MayUse(today) && (client.Categories.Count == 0 || client.Categories.Contains(patron.Category));
}
