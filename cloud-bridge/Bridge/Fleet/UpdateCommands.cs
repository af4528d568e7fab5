using Bridge.Console.Audit;
using Bridge.Identity;
using Bridge.Settings;
using Bridge.Storage;

namespace Bridge.Fleet;

/// <summary>What <c>kazashi-bridge update</c> does, also beside a bridge that runs.</summary>
static class UpdateCommands
{
    public static async Task<int> AddAsync(string file, string version, string compatible, BridgeSettings settings, TextWriter output, TextWriter errors)
    {
        using var keys = BridgeKeys.Open(settings.Storage);   // makes the folder
        using var store = new Store(settings.Storage);
        try
        {
            await output.WriteLineAsync(Line(await Of(store, settings).AddAsync(file, version, compatible, AuditActors.CommandLine, CancellationToken.None)));
            return 0;
        }
        catch (BundleException e)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }

    public static async Task<int> ListAsync(BridgeSettings settings, TextWriter output)
    {
        using var keys = BridgeKeys.Open(settings.Storage);
        using var store = new Store(settings.Storage);
        var bundles = Of(store, settings);
        foreach (var bundle in await bundles.AllAsync(CancellationToken.None))
        {
            await output.WriteLineAsync($"{Line(bundle)}{(bundles.HasFile(bundle) ? "" : "; its file is not there: add it again")}");
        }
        return 0;
    }

    static Bundles Of(Store store, BridgeSettings settings) => new(store, settings.Storage, new AuditLog(store, settings.Web, TimeProvider.System), TimeProvider.System);

    static string Line(UpdateBundle bundle) => $"{bundle.Version} for {bundle.Compatible}, {bundle.Size} bytes, sha256 {bundle.Sha256}";
}
