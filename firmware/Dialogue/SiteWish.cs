using System.Collections.Immutable;
using Contract;

namespace Firmware.Dialogue;

/// <summary>What staff want of this appliance, of all that its screens show.</summary>
/// <param name="LibraryName">Null: as the settings say.</param>
/// <param name="Languages">Of the language key, the first one of the idle screen; none: as the settings say.</param>
/// <param name="Message">On the idle screen.</param>
/// <param name="IsClosed">Nobody is served; whoever is being served is served to the end.</param>
public sealed record SiteWish(string? LibraryName, ImmutableArray<Language> Languages, string? Message, bool IsClosed)
{
    public static readonly SiteWish None = new(null, [], null, IsClosed: false);

    /// <summary>What this appliance can do of it: a language it does not speak is left out, a sentence too long is cut.</summary>
    public static SiteWish Of(Desired desired) => new(
        Shortened(desired.LibraryName, Desired.LongestName),
        [.. (desired.Languages ?? []).Select(name => Enum.TryParse<Language>(name, out var language) && Enum.IsDefined(language) ? language : (Language?)null).OfType<Language>().Distinct()],
        Shortened(desired.Message, Desired.LongestMessage),
        desired.OutOfService);

    static string? Shortened(string? text, int longest) => text is null || string.IsNullOrWhiteSpace(text) ? null : text.Length <= longest ? text : text[..longest];
}
