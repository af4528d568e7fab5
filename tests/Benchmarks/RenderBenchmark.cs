using System.Diagnostics;
using Firmware.Dialogue;
using Firmware.Screens;

namespace Benchmarks;

/// <summary>What one frame of the panel costs, cold and warm, in time and in garbage.</summary>
internal static class RenderBenchmark
{
    const int Rounds = 40;

    public static Task RunAsync(Report report, CancellationToken cancel)
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
        var cpu = Environment.CpuUsage.TotalTime;
        var garbage = GC.GetAllocatedBytesForCurrentThread();
        start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Rounds; i++)
        {
            RenderAll(screens, renderer);
        }
        var frames = Rounds * screens.Length;
        var warm = Stopwatch.GetElapsedTime(start) / frames;
        garbage = (GC.GetAllocatedBytesForCurrentThread() - garbage) / frames;
        cpu = (Environment.CpuUsage.TotalTime - cpu) / frames;

        report.Section("Render", "One 400x300 frame, mean over every screen in every language; milliseconds.");
        report.Table(["frame", "time", "CPU", "allocated, bytes"],
            ["the first, fonts opened", Report.Number(first.TotalMilliseconds), "", ""],
            ["the first of each screen", Report.Number(cold.TotalMilliseconds, 3), "", ""],
            ["warm", Report.Number(warm.TotalMilliseconds, 3), Report.Number(cpu.TotalMilliseconds, 3), $"{garbage}, of which the frame itself 15000"]);
        return Task.CompletedTask;
    }

    static void RenderAll(Screen[] screens, ScreenRenderer renderer)
    {
        foreach (var screen in screens)
        {
            renderer.Render(screen);
        }
    }
}
