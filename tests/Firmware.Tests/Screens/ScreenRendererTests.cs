using Firmware.Dialogue;
using Firmware.Screens;
using FsCheck.Xunit;
using Hal;

namespace Firmware.Tests.Screens;

public class ScreenRendererTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public void Nothing_of_the_screen_before_is_left()
    {
        var idle = Panel.ScreenOf("S01-idle", Language.Japanese);
        var before = panel.Renderer.Render(idle);
        panel.Renderer.Render(Panel.ScreenOf("S32-done", Language.Japanese));
        Assert.True(panel.Renderer.Render(idle).HasSamePixelsAs(before));
    }

    [Property]
    public bool Grey_becomes_bits_with_the_leftmost_pixel_on_top(int seed)
    {
        var grey = new byte[16 * 3];
        new Random(seed).NextBytes(grey);
        var frame = new Frame(16, 3);
        ScreenRenderer.Pack(grey, rowBytes: 16, frame);
        return Enumerable.Range(0, grey.Length).All(i => frame.IsBlack(i % 16, i / 16) == grey[i] < 128);
    }

    [Fact]
    public void A_qr_code_is_drawn_module_by_module_on_whole_pixels()
    {
        const string Url = "https://library.example.lg.jp/h/1";
        var screen = Panel.ScreenOf(Panel.At(new Step.HandingOver(default, new(Url, "4821", default), new(AdmissionKind.AwaitsStaff, Session: null))));
        var code = ScreenLayout.Of(screen, panel.Renderer.Typesetter).OfType<Mark.Code>().Single();
        var frame = panel.Renderer.Render(screen);
        for (var y = 0; y < code.Area.Height; y++)
        {
            for (var x = 0; x < code.Area.Width; x++)
            {
                Assert.Equal(code.Modules[y / code.Scale][x / code.Scale], frame.IsBlack(code.X + x, code.Y + y));
            }
        }
    }

    [Fact]
    public void The_idle_screen_in_japanese_opens_none_of_the_big_fonts()
    {
        using var renderer = new ScreenRenderer();
        renderer.Render(Panel.ScreenOf("S01-idle", Language.Japanese));
        Assert.All(Enum.GetValues<Face>(), face => Assert.False(renderer.IsOpen(Script.Japanese, face, 1)));
        Assert.All([Script.Chinese, Script.Korean, Script.Vietnamese], script => Assert.False(renderer.IsOpen(script, Face.Bold, 0)));
    }

    [Fact]
    public void What_has_titles_is_forgotten_when_it_is_drawn()
    {
        using var renderer = new ScreenRenderer();
        renderer.Render(Panel.ScreenOf("S50-loans", Language.Japanese));
        Assert.NotEqual(0, renderer.Typesetter.Kept);
        renderer.Render(Panel.ScreenOf("S50-loans-titles", Language.Japanese));
        Assert.Equal(0, renderer.Typesetter.Kept);
    }

    [Fact]
    public async Task The_gallery_has_every_screen_in_every_language_and_two_sheets_of_each()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await ScreenGallery.WriteAllAsync(folder, panel.Renderer, TestContext.Current.CancellationToken);
        var languages = ScreenGallery.Languages.Count();
        Assert.Equal((ScreenGallery.Samples.Count + 2) * languages, Directory.GetFiles(folder, "*.png").Length);
        Directory.Delete(folder, recursive: true);
    }
}
