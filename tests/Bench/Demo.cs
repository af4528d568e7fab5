using Virtual;

namespace Bench;

/// <summary><c>make demo</c>: the whole product on a desk until Ctrl-C, in a folder that is gone afterwards.</summary>
static class Demo
{
    const int FirstPort = 8080;
    const int LastPort = 8099;

    public static async Task<int> RunAsync()
    {
        using var ending = new EndSignal();
        var folder = Directory.CreateTempSubdirectory("kazashi-").FullName;
        try
        {
            Console.WriteLine("Kazashi: setting the desk …");
            await using var world = await BenchWorld.StartAsync(new(folder, IsPaced: true) { Stations = [.. BenchStation.All, BenchStation.NewBox], HasBestSeller = true }, ending.Token);
            await using var server = await ServeAsync(world, ending.Token);
            Console.WriteLine($"""
                Kazashi: {server.Urls.First()}/   (Ctrl-C ends it)
                  pages of patrons   {world.Pages}
                  console of staff   {new Uri(world.Pages, "/console")}   (name {Staff.Name}, password {Staff.Password})
                  phone app          {world.Platform}   (opens where a patron signs in)
                  e-library          {world.ELibrary}
                """);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending.Token);
        }
        catch (OperationCanceledException) when (ending.Token.IsCancellationRequested)
        {
            Console.WriteLine("Kazashi: the desk is cleared.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    /// <summary>On the first port that nobody else has.</summary>
    static async Task<WebApplication> ServeAsync(BenchWorld world, CancellationToken cancel)
    {
        for (var port = FirstPort; ; port++)
        {
            var server = BenchServer.Build(world, port);
            try
            {
                await server.StartAsync(cancel);
                return server;
            }
            catch (IOException) when (port < LastPort)
            {
                await server.DisposeAsync();
            }
        }
    }
}
