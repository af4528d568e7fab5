using Benchmarks;

// Side by side with peers, in one run: quote the ratios, not the absolute figures.
Directory.CreateDirectory("out");
await using var table = new StringWriter();
await JournalBenchmark.RunAsync(table);
await RenderBenchmark.RunAsync(table);
Console.Write(table);
await File.WriteAllTextAsync("out/bench.md", table.ToString());
