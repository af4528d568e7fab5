using Bench;

namespace Benchmarks;

/// <summary>Process start to a working reader and to the idle screen, and resident memory then: the shipped program beside the same one under the JIT, in turns.</summary>
static class StartBenchmark
{
    const int Rounds = 5;

    public static async Task RunAsync(Report report, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-bench-");
        try
        {
            await using var desk = await BenchWorld.StartAsync(new BenchOptions(folder.FullName, IsPaced: false) { StartsAppliance = false }, cancel);
            List<Start> shipped = [], justInTime = [];
            var program = await DeviceProcess.ShippedAsync(cancel);
            await MeasureAsync(DeviceProcess.JustInTime, desk, cancel);   // once each into the file cache
            await MeasureAsync(program, desk, cancel);
            for (var round = 0; round < Rounds; round++)
            {
                shipped.Add(await MeasureAsync(program, desk, cancel));
                justInTime.Add(await MeasureAsync(DeviceProcess.JustInTime, desk, cancel));
            }
            report.Section("Start", $"kazashi-device from process start, on a pty reader and scanner, without panel and keys; medians of {Rounds}, in turns, the reader's chip as after power-up.");
            report.Table(["program", "reader open, ms", "idle, ms", "resident then, MiB", "CPU until then, ms"],
                Row("ahead of time (shipped)", shipped), Row("just in time", justInTime));
            report.Note($"just in time : shipped = {Ratio(start => start.Reader)} to the open reader, {Ratio(start => start.Memory)} in memory, {Ratio(start => start.Cpu)} in CPU");

            string Ratio(Func<Start, double> of) => Report.Number(new Distribution(justInTime.Zip(shipped, (late, early) => of(late) / of(early))).Median, 1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<Start> MeasureAsync(string[] program, BenchWorld desk, CancellationToken cancel)
    {
        await using var device = await DeviceProcess.StartAsync(program, desk.Appliances[0], cancel);
        var reader = await device.SaysAsync("921600 bit/s", cancel);
        var idle = await device.SaysAsync("Dialogue at Idle", cancel);
        return new(reader.TotalMilliseconds, idle.TotalMilliseconds, device.ResidentMemory, device.Cpu.TotalMilliseconds);
    }

    static string[] Row(string name, List<Start> starts)
    {
        return [name, Median(start => start.Reader), Median(start => start.Idle), Report.Number(Of(start => start.Memory), 1), Median(start => start.Cpu)];

        double Of(Func<Start, double> of) => new Distribution(starts.Select(of)).Median;
        string Median(Func<Start, double> of) => Report.Number(Of(of), 0);
    }

    readonly record struct Start(double Reader, double Idle, double Memory, double Cpu);
}
