namespace Bridge;

/// <summary>What <c>kazashi-bridge</c> can be told to do.</summary>
static class Commands
{
    const string Usage = """
        kazashi-bridge run                                                  serves appliances until it is stopped
        kazashi-bridge keys                                                 makes the bridge's keys if there are none; prints the public one for the appliances

        Settings: appsettings.json beside the program, then the environment (Bridge__Broker__Port=1883), then --Bridge:Broker:Port=1883.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["run", .. var settings]:
                await BridgeHost.Build(Configuration(settings)).RunAsync();
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    static IConfigurationRoot Configuration(string[] args) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build();
}
