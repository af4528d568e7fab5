using Microsoft.AspNetCore.Components;

namespace Bridge.Web;

/// <summary>A page, or a part of one, in the reader's language. Components are public, so what they are given is, too.</summary>
public abstract class Sheet : ComponentBase
{
    [CascadingParameter]
    public required HttpContext Http { get; set; }

    internal Language Language => Languages.Of(Http.Request);

    /// <summary>Both languages stand side by side, so neither is forgotten.</summary>
    protected string Say(string japanese, string english) => Language.Say(japanese, english);

    protected string LanguageTag => Language.Tag;

    /// <summary>For <c>lang</c> of what a catalogue says: Japanese on a page that is not, so that it is read out and drawn as such; null where nothing needs to be said.</summary>
    protected string? WrittenIn(string? text) => Language is not Language.Japanese && text is not null && text.Any(IsJapanese) ? Language.Japanese.Tag : null;

    // Kana, kanji with their extensions and compatibility forms, half-width kana.
    static bool IsJapanese(char letter) => letter is >= '\u3041' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uD840' and <= '\uD87F' or >= '\uF900' and <= '\uFAFF' or >= '\uFF66' and <= '\uFF9F';
}
