using Firmware.Screens;

namespace Firmware.Tests.Screens;

public class ScreenGalleryTests
{
    [Fact]
    public async Task The_gallery_has_every_screen_in_every_language_and_a_sheet_of_each()
    {
        var folder = Path.Combine(Path.GetTempPath(), "kazashi-gallery");
        using var renderer = new ScreenRenderer();
        await ScreenGallery.WriteAllAsync(folder, renderer, TestContext.Current.CancellationToken);
        Assert.True(Directory.GetFiles(folder).Length > 0);
    }
}
