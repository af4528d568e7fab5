using Firmware.Dialogue;
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
        Assert.False(_typefaces.IsOpen(Script.Japanese, Face.Bold, 1));

        var set = _type.Set("𠮷", Face.Bold, 32);   // in Noto Sans CJK JP, not in BIZ UD
        Assert.True(_typefaces.IsOpen(Script.Japanese, Face.Bold, 1));
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
        Assert.False(_typefaces.IsOpen(Script.Japanese, Face.Bold, 1));
        _type.Set("\u9089\U000E0101", Face.Bold, 32);
        Assert.True(_typefaces.IsOpen(Script.Japanese, Face.Bold, 1));   // BIZ UD has 邉 but not this form of it
    }

    [Fact]
    public void A_character_takes_the_form_of_its_country()
    {
        using var renderer = new ScreenRenderer();
        var japanese = renderer.RenderLabel("骨直返", Script.Vietnamese);   // the Japanese face of the same family, so that nothing but the forms differs
        Assert.False(renderer.RenderLabel("骨直返", Script.Chinese).HasSamePixelsAs(japanese));
    }

    [Theory]
    [InlineData("请把卡片放在读卡器上", Language.Chinese)]
    [InlineData("카드를 올려 주세요", Language.Korean)]
    [InlineData("Đặt thẻ lên đầu đọc, ngữ ẵ ặ ỗ ỹ", Language.Vietnamese)]
    public void A_script_of_another_country_opens_its_own_face_and_no_other(string text, Language language)
    {
        var script = Scripts.Of(language);
        var set = _type.Set(text, Face.Bold, 32, script);
        Assert.False(set.HasMissing);
        Assert.Equal(Enum.GetValues<Script>().Where(other => _typefaces.IsOpen(other, Face.Bold, 0)), [script]);
    }

    [Fact]
    public void A_vietnamese_letter_with_two_marks_is_one_glyph_high_enough_for_both()
    {
        var plain = _type.Set("E", Face.Bold, 32, Script.Vietnamese);
        var marked = _type.Set("Ế", Face.Bold, 32, Script.Vietnamese);
        Assert.Equal(plain.Width, marked.Width);
        Assert.True(marked.Ink.Top < plain.Ink.Top);
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
