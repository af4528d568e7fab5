using Bridge.Console.Audit;
using Bridge.Fleet;
using Bridge.Settings;
using Bridge.Storage;
using CloudBridge.Tests.Fleet;

namespace CloudBridge.Tests.Storage;

/// <summary>A bundle as schema 9 kept it: one for each version, in a file of that name.</summary>
static class EarlierBundle
{
    public const string Row = """INSERT INTO "update_bundles" ("Version", "Compatible", "Size", "Sha256", "At") VALUES ('1.3.0', 'kazashi-x86-64', 1000, 'its hash', 1780275600000);""";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task IsKeptAsync(StorageSettings settings)
    {
        var updates = Directory.CreateDirectory(Path.Combine(settings.Folder, "updates")).FullName;
        var (earlier, another) = (Path.Combine(updates, "1.3.0.raucb"), Path.Combine(settings.Folder, "incoming"));
        await File.WriteAllBytesAsync(earlier, new byte[1000], Cancel);
        await File.WriteAllBytesAsync(another, BundleTests.Bytes(1000), Cancel);
        using var store = new Store(settings);
        var bundles = new Bundles(store, settings, new AuditLog(store, new(), TimeProvider.System), TimeProvider.System);

        await bundles.AddAsync(another, "1.3.0", "kazashi-rpi-arm64", "sato", Cancel);

        Assert.Equal(["kazashi-rpi-arm64", "kazashi-x86-64"], (await bundles.OfAsync("1.3.0", Cancel)).Select(bundle => bundle.Compatible));
        Assert.Equal(earlier, bundles.PathOf((await bundles.FindAsync("1.3.0", "kazashi-x86-64", Cancel))!));
        Assert.Equal(await File.ReadAllBytesAsync(another, Cancel), await File.ReadAllBytesAsync(bundles.PathOf((await bundles.FindAsync("1.3.0", "kazashi-rpi-arm64", Cancel))!), Cancel));
        Assert.Equal(new byte[1000], await File.ReadAllBytesAsync(earlier, Cancel));
    }
}
