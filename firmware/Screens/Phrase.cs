using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>One saying in every language of the panel; one that lacks a language does not compile.</summary>
/// <param name="Ja">やさしい言い方: short sentences, few kanji, a space between phrases (a line may break there; \n where it must).</param>
/// <param name="Easy">The same for who reads little Japanese: kana, or kanji with their reading as <c>{予約|よやく}</c>.</param>
/// <param name="En">English, as the others: \n where a line must break.</param>
/// <param name="Zh">Chinese in simplified characters, which breaks nowhere else.</param>
/// <param name="Ko">Korean.</param>
/// <param name="Pt">Portuguese as in Brazil.</param>
/// <param name="Vi">Vietnamese.</param>
internal readonly record struct Phrase(string Ja, string Easy, string En, string Zh, string Ko, string Pt, string Vi)
{
    /// <summary>In the patron's language, and beneath it in the second one: English under Japanese, and Japanese under all others, so that staff can help.</summary>
    public Line In(Language language) => language switch
    {
        Language.Japanese => new(Ja, En.Replace('\n', ' ')),
        Language.EasyJapanese => new(Easy, null),
        Language.English => Over(En),
        Language.Chinese => Over(Zh),
        Language.Korean => Over(Ko),
        Language.Portuguese => Over(Pt),
        Language.Vietnamese => Over(Vi),
    };

    Line Over(string main) => new(main, Ja.Replace('\n', ' '));
}
