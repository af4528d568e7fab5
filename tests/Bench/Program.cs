using Bench;
using Firmware.Screens;

return args switch
{
    [] => await Demo.RunAsync(),
    ["screens", "--out", var folder] => await WriteScreensAsync(folder),
    _ => Usage(),
};

static async Task<int> WriteScreensAsync(string folder)
{
    using var renderer = new ScreenRenderer();
    await ScreenGallery.WriteAllAsync(folder, renderer, CancellationToken.None);
    Console.WriteLine($"every screen is in {Path.GetFullPath(folder)}");
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project tests/Bench                          the whole product on a desk; prints its address
        dotnet run --project tests/Bench -- screens --out DIR     every screen of the panel as PNG
        """);
    return 64;   // EX_USAGE
}
