using Benchmarks;

// Side by side with peers, in one run: quote the ratios, not the absolute figures. Usage: [--only NAME]
(string Name, Func<Report, CancellationToken, Task> RunAsync)[] benchmarks =
[
    ("tap", TapBenchmark.RunAsync),           // modelled time of a tap, its floor, a common reader loop
    ("command", CommandBenchmark.RunAsync),   // what the host adds to one PN532 command
    ("journal", JournalBenchmark.RunAsync),   // durable commits beside SQLite
    ("cpu", CpuBenchmark.RunAsync),           // processor time of a tap
    ("render", RenderBenchmark.RunAsync),     // processor time of a frame
    ("start", StartBenchmark.RunAsync),       // process start to idle, resident memory
];

var chosen = args switch
{
    [] => benchmarks,
    ["--only", var name] => [.. benchmarks.Where(benchmark => benchmark.Name == name)],
    _ => [],
};
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"usage: [--only {string.Join('|', benchmarks.Select(benchmark => benchmark.Name))}]");
    return 2;
}

var table = Console.Out;
Console.SetOut(Console.Error);   // what the programs under test say is not part of the table
using var end = new CancellationTokenSource(TimeSpan.FromMinutes(10));   // only something that hangs gets this far
Console.CancelKeyPress += (_, key) => (key.Cancel, _) = (true, end.CancelAsync());

using var markdown = new StringWriter { NewLine = "\n" };
markdown.WriteLine($"# Benchmarks\n\n{Environment.ProcessorCount} processors, .NET {Environment.Version}; every figure a median, every ratio within this run.");
foreach (var (name, runAsync) in chosen)
{
    Console.Error.WriteLine($"{name} …");
    await runAsync(new Report(markdown), end.Token);
}
await table.WriteAsync(markdown.ToString());
Directory.CreateDirectory("out");
await File.WriteAllTextAsync("out/bench.md", markdown.ToString(), end.Token);
return 0;
