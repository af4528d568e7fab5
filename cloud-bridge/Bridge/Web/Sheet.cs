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
}
