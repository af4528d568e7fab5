using System.Runtime.CompilerServices;
using Firmware.Dialogue;
using Firmware.Screens;
using Hal;
using SkiaSharp;

namespace Firmware.Tests.Screens;

/// <summary>
/// Every screen in every language against the picture that people looked at and approved. A change shows as a changed PNG in review.
/// To accept new pictures: look at the received ones, then run with the environment variable KAZASHI_APPROVE=1.
/// </summary>
public class ApprovedScreensTests(Panel panel) : IClassFixture<Panel>
{
    static readonly bool Approves = Environment.GetEnvironmentVariable("KAZASHI_APPROVE") == "1";

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Panel.Pictures), MemberType = typeof(Panel))]
    public void A_screen_looks_as_it_was_approved(string name, Language language)
    {
        var frame = panel.Renderer.Render(Panel.ScreenOf(name, language));
        var approved = Path.Combine(Folder(), ScreenGallery.FileName(name, language));
        var received = Path.ChangeExtension(approved, ".received.png");
        if (Approves && !(File.Exists(approved) && HasSamePixels(frame, approved)))   // a picture that stands is not written anew
        {
            Directory.CreateDirectory(Folder());
            File.WriteAllBytes(approved, GreyPng.Encode(frame));
        }
        if (File.Exists(approved) && HasSamePixels(frame, approved))
        {
            File.Delete(received);
            return;
        }
        File.WriteAllBytes(received, GreyPng.Encode(frame));
        Assert.Fail($"{received} is not what was approved in {approved}; if it is better, accept it with KAZASHI_APPROVE=1");
    }

    [Fact]
    public void No_approved_picture_outlives_its_screen()
    {
        var wanted = ScreenGallery.Samples.SelectMany(_ => ScreenGallery.Languages, (sample, language) => ScreenGallery.FileName(sample.Name, language));
        var there = Directory.GetFiles(Folder(), "*.png").Select(Path.GetFileName).Where(name => !name!.EndsWith(".received.png", StringComparison.Ordinal));
        Assert.Empty(there.Except(wanted));
    }

    static bool HasSamePixels(Frame frame, string path)
    {
        using var bitmap = SKBitmap.Decode(path);   // not by our own code: it also says that our PNGs are PNGs
        if ((bitmap.Width, bitmap.Height) != (frame.Width, frame.Height))
        {
            return false;
        }
        for (var y = 0; y < frame.Height; y++)
        {
            for (var x = 0; x < frame.Width; x++)
            {
                if (bitmap.GetPixel(x, y).Red < 128 != frame.IsBlack(x, y))
                {
                    return false;
                }
            }
        }
        return true;
    }

    static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Approved");
}
