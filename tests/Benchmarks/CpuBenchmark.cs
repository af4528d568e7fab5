using Bench;

namespace Benchmarks;

/// <summary>Processor time of one whole tap, from the card's coming to the patron's being recognised, the bridge's answer included.</summary>
static class CpuBenchmark
{
    const string Person = "yamada-hanako";
    const int Starts = 5;
    const int Taps = 10;

    public static async Task RunAsync(Report report, CancellationToken cancel)
    {
        var first = await FirstTapsAsync(cancel);
        var warm = await WarmTapsAsync(cancel);
        report.Section("Processor time of a tap", "Milliseconds from the card's coming to \"recognised\", wires at full speed.");
        report.Table(["process", "median", "largest"],
            [$"the shipped program alone, its first tap, without panel ({Starts} starts)", Report.Number(first.Median), Report.Number(first.At(1))],
            [$"the whole desk under the JIT, warm: appliance, virtual chips, panel and bridge ({Taps} taps)", Report.Number(warm.Median), Report.Number(warm.At(1))]);
    }

    static async Task<Distribution> FirstTapsAsync(CancellationToken cancel)
    {
        var program = await DeviceProcess.ShippedAsync(cancel);
        var spent = new List<double>();
        await WithDeskAsync(startsAppliance: false, async desk =>
        {
            var counter = desk.Appliances[0];
            for (var i = 0; i < Starts; i++)
            {
                await using var device = await DeviceProcess.StartAsync(program, counter, cancel);
                await device.SaysAsync("Connected to the bridge", cancel);
                await device.SaysAsync("Dialogue at Idle", cancel);
                var before = device.Cpu;
                counter.PutCard(Person);
                await device.SaysAsync("Dialogue at Recognised", cancel);
                spent.Add((device.Cpu - before).TotalMilliseconds);
                counter.RemoveCard();
            }
        }, cancel);
        return new(spent);
    }

    static async Task<Distribution> WarmTapsAsync(CancellationToken cancel)
    {
        var spent = new List<double>();
        await WithDeskAsync(startsAppliance: true, async desk =>
        {
            var counter = desk.Appliances[0];
            for (var i = -Taps; i < Taps; i++)   // the first half until the compiler is done
            {
                await ShowsAsync(counter, "S01", cancel);
                var before = Environment.CpuUsage.TotalTime;
                counter.PutCard(Person);
                await ShowsAsync(counter, "S20", cancel);
                if (i >= 0)
                {
                    spent.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
                }
                counter.RemoveCard();
                await counter.PressAsync("*0", cancel);   // goodbye, and the next please
            }
        }, cancel);
        return new(spent);
    }

    static async Task ShowsAsync(BenchAppliance counter, string screen, CancellationToken cancel)
    {
        using var changed = new SemaphoreSlim(0);
        void Wake(string? _) => changed.Release();
        counter.Changed += Wake;
        try
        {
            while (counter.Screen is not { IsBusy: false } shown || shown.Id != screen)
            {
                await changed.WaitAsync(TimeSpan.FromMilliseconds(10), cancel);
            }
        }
        finally
        {
            counter.Changed -= Wake;
        }
    }

    static async Task WithDeskAsync(bool startsAppliance, Func<BenchWorld, Task> measureAsync, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-bench-");
        try
        {
            await using var desk = await BenchWorld.StartAsync(new BenchOptions(folder.FullName, IsPaced: false) { StartsAppliance = startsAppliance }, cancel);
            await measureAsync(desk);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
