using System.Diagnostics;
using Firmware.Dialogue;
using Firmware.Screens;

namespace Benchmarks;

/// <summary>What one frame of the panel costs, cold and warm, in time and in garbage.</summary>
internal static class RenderBenchmark
{
    const int Rounds = 40;

    public static async Task RunAsync(TextWriter output)
    {
        var start = Stopwatch.GetTimestamp();
        using var renderer = new ScreenRenderer();
        var screens = ScreenGallery.Samples
            .SelectMany(_ => ScreenGallery.Languages, (sample, language) => Screens.For(sample.Situation with { Language = language }, new ScreenSettings()))
            .ToArray();
        renderer.Render(screens[0]);
        var first = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        RenderAll(screens, renderer);
        var cold = Stopwatch.GetElapsedTime(start) / screens.Length;

        for (var i = 0; i < Rounds; i++)   // until the compiler is done with it
        {
            RenderAll(screens, renderer);
        }
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var garbage = GC.GetAllocatedBytesForCurrentThread();
        start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Rounds; i++)
        {
            RenderAll(screens, renderer);
        }
        var frames = Rounds * screens.Length;
        var warm = Stopwatch.GetElapsedTime(start) / frames;
        garbage = (GC.GetAllocatedBytesForCurrentThread() - garbage) / frames;
        cpu = (Process.GetCurrentProcess().TotalProcessorTime - cpu) / frames;

        await output.WriteLineAsync("render 400x300, mean over every screen in every language");
        await output.WriteLineAsync($"  first frame, fonts opened       {first.TotalMilliseconds,8:F2} ms");
        await output.WriteLineAsync($"  first frame of each screen      {cold.TotalMilliseconds,8:F3} ms");
        await output.WriteLineAsync($"  warm frame                      {warm.TotalMilliseconds,8:F3} ms, {cpu.TotalMilliseconds:F3} ms CPU");
        await output.WriteLineAsync($"  allocated a warm frame          {garbage,8} B, of which the frame itself 15000");
    }

    static void RenderAll(Screen[] screens, ScreenRenderer renderer)
    {
        foreach (var screen in screens)
        {
            renderer.Render(screen);
        }
    }
}
