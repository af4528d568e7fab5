using Bench;
using Microsoft.AspNetCore.Builder;

namespace Browser.Tests;

/// <summary>A fresh world with its server, as one test uses it; wires and panel only count their time.</summary>
sealed class Desk : IAsyncDisposable
{
    readonly string _folder;
    readonly WebApplication _server;

    Desk(string folder, BenchWorld world, WebApplication server) => (_folder, World, _server) = (folder, world, server);

    public BenchWorld World { get; }
    public BenchAppliance Appliance => World.Appliances[0];
    public Uri Address => new(_server.Urls.First());

    /// <param name="cancel">Ends the start.</param>
    /// <param name="isFull">As the demo sets it: all stations, and a best-seller with a queue.</param>
    public static async Task<Desk> SetAsync(CancellationToken cancel, bool isFull = false)
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-browser-").FullName;
        var options = new BenchOptions(folder, IsPaced: false);
        var world = await BenchWorld.StartAsync(isFull ? options with { Stations = BenchStation.All, HasBestSeller = true } : options, cancel);
        var server = BenchServer.Build(world, port: 0);
        await server.StartAsync(cancel);
        return new(folder, world, server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        await World.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
