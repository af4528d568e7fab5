using Firmware.Screens;

namespace Firmware.Tests.Screens;

public sealed class TypesetterTests : IDisposable
{
    readonly Typefaces _typefaces = Typefaces.Open();
    readonly Typesetter _type;

    public TypesetterTests() => _type = new(_typefaces);

    [Fact]
    public void A_kanji_is_as_wide_as_its_size_and_stands_on_whole_pixels()
    {
        var set = _type.Set("図書館", Face.Bold, 24);
        Assert.Equal(72, set.Width);
        Assert.InRange(set.Ink.Width, 60, 72);
        Assert.False(set.HasMissing);
    }

    [Fact]
    public void The_fallback_is_opened_for_the_first_character_that_needs_it()
    {
        _type.Set("カードを おいてください", Face.Bold, 32);
        Assert.False(_typefaces.IsOpen(Face.Bold, 1));

        var set = _type.Set("𠮷", Face.Bold, 32);   // in Noto Sans CJK JP, not in BIZ UD
        Assert.True(_typefaces.IsOpen(Face.Bold, 1));
        Assert.Equal((32, false), (set.Width, set.HasMissing));
    }

    [Theory]
    [InlineData("\u845B\U000E0100")]   // 葛 of Katsuragi: BIZ UD has the sequence
    [InlineData("\u9089\U000E0101")]   // a form of 邉: only Noto has it
    [InlineData("\u845B\U000E01EF")]   // a selector no font knows: the base alone
    [InlineData("\u304B\u3099")]       // か and a combining mark
    public void A_character_with_its_selector_or_mark_takes_one_place(string grapheme)
    {
        var set = _type.Set(grapheme, Face.Bold, 32);
        Assert.False(set.HasMissing);
        Assert.InRange(set.Width, 24, 32);
    }

    [Fact]
    public void A_selected_form_is_drawn_and_not_its_base()
    {
        Assert.False(_typefaces.IsOpen(Face.Bold, 1));
        _type.Set("\u9089\U000E0101", Face.Bold, 32);
        Assert.True(_typefaces.IsOpen(Face.Bold, 1));   // BIZ UD has 邉 but not this form of it
    }

    [Fact]
    public void A_character_that_no_font_has_shows_as_geta()
    {
        var set = _type.Set("a\U000323AFb", Face.Bold, 24);
        Assert.True(set.HasMissing);
        Assert.Equal(_type.Set("a〓b", Face.Bold, 24).Width, set.Width);
    }

    [Fact]
    public void What_was_set_once_is_not_set_again() =>
        Assert.Same(_type.Set("おわる", Face.Bold, 20), _type.Set("おわる", Face.Bold, 20));

    [Fact]
    public void More_texts_than_are_kept_can_be_set()
    {
        for (var i = 0; i < 1100; i++)
        {
            Assert.NotEqual(0, _type.Set($"{i}", Face.Regular, 16).Width);
        }
    }

    [Fact]
    public void A_missing_font_names_its_package()
    {
        var empty = Directory.CreateTempSubdirectory().FullName;
        var problem = Assert.Throws<FileNotFoundException>(() => Typefaces.Open(empty));
        Assert.Contains("fonts-morisawa-bizud-gothic", problem.Message, StringComparison.Ordinal);
        Assert.Contains(empty, problem.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _type.Dispose();
        _typefaces.Dispose();
    }
}
