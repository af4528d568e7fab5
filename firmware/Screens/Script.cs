using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>Whose forms the characters take: 骨, 直 and 図 are drawn otherwise in each country, at the same code point.</summary>
internal enum Script
{
    /// <summary>Latin letters too, but for those with two marks.</summary>
    Japanese,
    Chinese,
    Korean,
    Vietnamese,
}

internal static class Scripts
{
    public static Script Of(Language language) => language switch
    {
        Language.Japanese or Language.EasyJapanese or Language.English or Language.Portuguese => Script.Japanese,
        Language.Chinese => Script.Chinese,
        Language.Korean => Script.Korean,
        Language.Vietnamese => Script.Vietnamese,
    };

    /// <summary>BCP 47, for fonts that hold the forms of several countries.</summary>
    public static string Tag(this Script script) => script switch
    {
        Script.Japanese => "ja",
        Script.Chinese => "zh-Hans",
        Script.Korean => "ko",
        Script.Vietnamese => "vi",
    };
}
