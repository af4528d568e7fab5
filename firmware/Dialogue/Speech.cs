using System.Collections.Immutable;
using Firmware.Screens;

namespace Firmware.Dialogue;

/// <summary>Phrases in one language and, where the site wants large text, without second lines.</summary>
sealed class Speech(Language language, bool isLarge)
{
    public Language Language => language;

    public Line Say(Phrase phrase) => isLarge ? phrase.In(language) with { Second = null } : phrase.In(language);

    public KeyHint Key(char key, Phrase does) => new(key, Say(does));

    /// <summary>The key that changes the language: the globe, and the name of the one that is spoken now.</summary>
    public KeyHint LanguageKey => new('0', Texts.NameOf(language) is var name && isLarge ? name with { Second = null } : name, Pictogram.Globe);

    public Screen Screen(string id, Body body, bool isPersonal) => new(id, language, body, isPersonal) { IsLarge = isLarge };

    public Screen Says(string id, ImmutableArray<Pictogram> pictograms, Phrase main, Phrase? detail = null, Line? note = null, bool isPersonal = true) =>
        Screen(id, new Body.Message(pictograms, Say(main), detail is { } more ? Say(more) : null, note), isPersonal);

    public string Day(DateOnly date) => Dates.Of(date, language).Day;
}
