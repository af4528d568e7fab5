using System.Text.Json.Serialization;

namespace Contract;

/// <summary>What the bridge wants of an appliance: retained, whole each time; the appliance says in <see cref="DeviceState.Applied"/> what of it is so.</summary>
/// <param name="LibraryName">For the idle screen, at most 20 characters; null: as it was told at its pairing.</param>
/// <param name="Languages">Of the language key, in its order, the first one of the idle screen: Japanese, EasyJapanese, English, Chinese, Korean, Portuguese, Vietnamese. Null: as its own settings say. One it does not know is left out.</param>
/// <param name="Message">A sentence for the idle screen, at most 22 characters, as many as the panel holds in one line; null for none.</param>
/// <param name="OutOfService">Nobody is served until this is false again; whoever is being served is served to the end.</param>
/// <param name="Restart">An id it has not reported yet: restart as soon as nobody is being served. The retained one is there again after the restart, so it is reported, or kept, before.</param>
/// <param name="Identify">An id it has not reported yet: blink and beep for a few seconds.</param>
/// <param name="Update">The software it should run; null for what it runs now. How far it is, <see cref="DeviceState.Update"/> says.</param>
/// <param name="Station">Of one that was paired, as in <see cref="Pairing.PairedDevice"/>: it begins anew as this station as soon as nobody is being served. Null: as its own settings say.</param>
public sealed record Desired(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? LibraryName = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<string>? Languages = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Message = null,
    bool OutOfService = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Guid? Restart = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Guid? Identify = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] UpdateOffer? Update = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Station = null)
{
    public const int LongestName = 20, LongestMessage = 22;

    /// <summary>As <see cref="Languages"/> writes them.</summary>
    public static readonly IReadOnlyList<string> AllLanguages = ["Japanese", "EasyJapanese", "English", "Chinese", "Korean", "Portuguese", "Vietnamese"];
}
