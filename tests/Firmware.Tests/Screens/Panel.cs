using Firmware.Dialogue;
using Firmware.Screens;

namespace Firmware.Tests.Screens;

/// <summary>What the tests of the screens share: one renderer, and every sample of the gallery in every language.</summary>
public sealed class Panel : IDisposable
{
    public ScreenRenderer Renderer { get; } = new();

    public static Screen ScreenOf(string name, Language language, ScreenSettings? settings = null)
    {
        var sample = ScreenGallery.Samples.Single(sample => sample.Name == name);
        return ScreenOf(sample.Situation with { Language = language }, settings ?? sample.Settings);
    }

    public static Screen ScreenOf(Situation situation, ScreenSettings? settings = null) =>
        Firmware.Dialogue.Screens.For(situation, settings ?? new ScreenSettings());

    public static Situation At(Step step, Language language = Language.Japanese) => new(step, language, CardInField: false, Online: true, Faults.None);

    /// <summary>Each picture of the gallery: name and language. To be found when they run and not before: thousands of names fill the memory that other tests search, and slow the start of those that are processes of their own.</summary>
    public static TheoryData<string, Language> Pictures()
    {
        var pictures = new TheoryData<string, Language>();
        foreach (var (name, _) in ScreenGallery.Samples)
        {
            foreach (var language in ScreenGallery.Languages)
            {
                pictures.Add(name, language);
            }
        }
        return pictures;
    }

    /// <summary>Each language of the panel.</summary>
    public static TheoryData<Language> Languages() => [.. ScreenGallery.Languages];

    public void Dispose() => Renderer.Dispose();
}
