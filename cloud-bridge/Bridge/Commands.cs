using System.Security.Cryptography;
using Bridge.Fleet;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;

namespace Bridge;

/// <summary>What <c>kazashi-bridge</c> can be told to do.</summary>
static class Commands
{
    const string Usage = """
        kazashi-bridge run                                                  serves appliances until it is stopped
        kazashi-bridge import items FILE.csv [--encoding auto|utf-8|cp932]  takes a catalogue in
        kazashi-bridge import people FILE.json                              takes patrons and their card links in
        kazashi-bridge keys                                                 makes the bridge's keys if there are none; prints the public one for the appliances
        kazashi-bridge device SITE/DEVICE KEY                               takes an appliance in by its public key; prints its token, once

        Settings: appsettings.json beside the program, then the environment (Bridge__Broker__Port=1883), then --Bridge:Broker:Port=1883.
        """;

    /// <summary>Largest file an import takes; a million items are about 200 MB.</summary>
    const long LargestFile = 512L << 20;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        switch (args)
        {
            case ["run", .. var settings]:
                await BridgeHost.Build(Configuration(settings)).RunAsync();
                return 0;
            case ["import", "items", var file, "--encoding", var name, .. var settings] when CsvEncodings.TryParse(name, out var encoding):
                return await ImportItemsAsync(file, encoding, Read(settings), output, errors);
            case ["import", "items", var file, .. var settings] when !settings.Contains("--encoding"):
                return await ImportItemsAsync(file, CsvEncoding.Auto, Read(settings), output, errors);
            case ["import", "people", var file, .. var settings]:
                return await ImportPeopleAsync(file, Read(settings), output, errors);
            case ["keys", .. var settings]:
                using (var keys = BridgeKeys.Open(Read(settings).Storage))
                {
                    await output.WriteLineAsync(keys.Seal.Public.Text);
                }
                return 0;
            case ["device", var name, var key, .. var settings] when DeviceAddress.TryParseName(name, out var address) && SealPublicKey.TryParse(key, out var sealKey):
                return await AddDeviceAsync(address, sealKey, Read(settings), output);
            default:
                await errors.WriteLineAsync(Usage);
                return 2;
        }
    }

    static Task<int> ImportItemsAsync(string file, CsvEncoding encoding, BridgeSettings settings, TextWriter output, TextWriter errors) =>
        ImportAsync(file, settings, output, errors, async (acquisition, bytes) =>
        {
            var rows = CatalogueImport.Read(bytes, encoding);
            return (await acquisition.SaveAsync(rows.Items, CancellationToken.None), rows.Problems);
        });

    static Task<int> ImportPeopleAsync(string file, BridgeSettings settings, TextWriter output, TextWriter errors) =>
        ImportAsync(file, settings, output, errors, async (acquisition, bytes) =>
        {
            var rows = PeopleImport.Read(bytes);
            return (await acquisition.SaveAsync(rows.People, CancellationToken.None), rows.Problems);
        });

    static async Task<int> ImportAsync(string file, BridgeSettings settings, TextWriter output, TextWriter errors,
        Func<Acquisition, byte[], Task<(int Taken, List<ImportProblem> Problems)>> import)
    {
        if (new FileInfo(file) is not { Exists: true, Length: <= LargestFile })
        {
            await errors.WriteLineAsync($"{file} is not there, or larger than {LargestFile >> 20} MiB");
            return 1;
        }
        using var keys = BridgeKeys.Open(settings.Storage);
        using var store = new Store(settings.Storage);
        var (taken, problems) = await import(new(store, keys, TimeProvider.System), await File.ReadAllBytesAsync(file));
        foreach (var problem in problems)
        {
            await errors.WriteLineAsync($"{file}: {problem}");
        }
        await output.WriteLineAsync($"{taken} taken in, {problems.Count} left out");
        return problems.Count == 0 ? 0 : 1;
    }

    static async Task<int> AddDeviceAsync(DeviceAddress address, SealPublicKey sealKey, BridgeSettings settings, TextWriter output)
    {
        using var keys = BridgeKeys.Open(settings.Storage);
        using var store = new Store(settings.Storage);
        var token = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await new DeviceRegistry(store, []).AddAsync(address, DeviceRegistry.HashOf(token), sealKey, CancellationToken.None);
        await output.WriteLineAsync($"token {token}");
        await output.WriteLineAsync($"bridge key {keys.Seal.Public.Text}");
        return 0;
    }

    static BridgeSettings Read(string[] args) => (Configuration(args).GetSection(BridgeSettings.Section).Get<BridgeSettings>() ?? new()).Validated();

    static IConfigurationRoot Configuration(string[] args) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build();
}
