using System.Security.Cryptography;
using Bridge.Console.Accounts;
using Bridge.Enrolment;
using Bridge.Fleet;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Library.Marc;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Contract;

namespace Bridge;

/// <summary>What <c>kazashi-bridge</c> can be told to do.</summary>
static class Commands
{
    const string Usage = """
        kazashi-bridge run                                                  serves appliances until it is stopped
        kazashi-bridge import items FILE [--encoding auto|utf-8|cp932]      takes a catalogue in: CSV, MARC 21 (ISO 2709, UTF-8) or MARCXML
        kazashi-bridge import patrons FILE.csv [--encoding …]               takes patrons in, or brings them up to date
        kazashi-bridge import people FILE.json                              takes patrons and their card links in
        kazashi-bridge import links FILE.csv [--encoding auto|utf-8|cp932]  takes card links by serial number or MyKey ID over (columns number, serial or mkid)
        kazashi-bridge export items|patrons|loans|holds FILE.csv            writes what the library has, readable for nobody else
        kazashi-bridge backup FILE                                          writes database and keys into one file, also while the bridge runs; encrypt it where you keep it
        kazashi-bridge restore FILE                                         makes the bridge of such a file in an empty Bridge:Storage:Folder (and an empty database of Bridge:Storage:PostgreSql)
        kazashi-bridge keys                                                 makes the bridge's keys if there are none; prints the public one for the appliances
        kazashi-bridge device SITE/DEVICE KEY                               takes an appliance in by its public key; prints its token, once
        kazashi-bridge broker-rules mosquitto|rabbitmq FOLDER               writes what an external broker needs to let exactly the paired appliances in; again each day and after each unpairing
        kazashi-bridge update add FILE VERSION COMPATIBLE                   keeps a copy of an update bundle for the appliances of that board; the console rolls it out
        kazashi-bridge update list                                          says which bundles there are
        kazashi-bridge staff list                                           says who may use the console
        kazashi-bridge staff add NAME --role ROLE[,ROLE]                    makes an account of staff (clerk, librarian, administrator); reads its password
        kazashi-bridge staff reset NAME                                     reads a new password and forgets the authenticator app: for the last administrator who lost theirs
        kazashi-bridge password-hash                                        reads a patron's password, prints what passwordHash of an imported person is to be
        kazashi-bridge signin-key                                           makes the key for the identity platform's sign-in if there is none; prints the public one (JWKS)

        Settings: appsettings.json beside the program, then the environment (Bridge__Broker__Port=1883), then --Bridge:Broker:Port=1883.
        """;

    /// <summary>Largest file an import takes; a million items are about 200 MB.</summary>
    const long LargestFile = 512L << 20;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, Func<string?>? readPassword = null)
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
            case ["import", "patrons", var file, "--encoding", var name, .. var settings] when CsvEncodings.TryParse(name, out var encoding):
                return await ImportPatronsAsync(file, encoding, Read(settings), output, errors);
            case ["import", "patrons", var file, .. var settings] when !settings.Contains("--encoding"):
                return await ImportPatronsAsync(file, CsvEncoding.Auto, Read(settings), output, errors);
            case ["export", ("items" or "patrons" or "loans" or "holds") and var what, var file, .. var settings]:
                return await ExportAsync(what, file, Read(settings), output);
            case ["import", "people", var file, .. var settings]:
                return await ImportPeopleAsync(file, Read(settings), output, errors);
            case ["import", "links", var file, "--encoding", var name, .. var settings] when CsvEncodings.TryParse(name, out var encoding):
                return await ImportLinksAsync(file, encoding, Read(settings), output, errors);
            case ["import", "links", var file, .. var settings] when !settings.Contains("--encoding"):
                return await ImportLinksAsync(file, CsvEncoding.Auto, Read(settings), output, errors);
            case ["backup", var file, .. var settings] when !file.StartsWith('-'):
                return await BackUpAsync(() => Backup.WriteAsync(Read(settings).Storage, file, CancellationToken.None), $"{file} written", output, errors);
            case ["restore", var file, .. var settings] when !file.StartsWith('-'):
                return await BackUpAsync(() => Backup.RestoreAsync(Read(settings).Storage, file, CancellationToken.None), $"{file} restored; start the bridge", output, errors);
            case ["keys", .. var settings]:
                using (var keys = BridgeKeys.Open(Read(settings).Storage))
                {
                    await output.WriteLineAsync(keys.Seal.Public.Text);
                }
                return 0;
            case ["update", "add", var file, var version, var compatible, .. var settings] when !version.StartsWith('-') && !compatible.StartsWith('-'):
                return await UpdateCommands.AddAsync(file, version, compatible, Read(settings), output, errors);
            case ["update", "list", .. var settings]:
                return await UpdateCommands.ListAsync(Read(settings), output);
            case ["staff", "list", .. var settings]:
                return await StaffCommands.ListAsync(Read(settings), output);
            case ["staff", "add", var name, "--role", var role, .. var settings] when RoleNames.Parse(role) is { } roles:
                return await StaffCommands.AddAsync(name, roles, Read(settings), readPassword ?? PasswordPrompt.Read, output, errors);
            case ["staff", "reset", var name, .. var settings]:
                return await StaffCommands.ResetAsync(name, Read(settings), readPassword ?? PasswordPrompt.Read, output, errors);
            case ["password-hash"]:
                return await HashPasswordAsync(readPassword ?? PasswordPrompt.Read, output, errors);
            case ["signin-key", .. var settings]:
                return await SignInKeyAsync(Read(settings), output);
            case ["device", var name, var key, .. var settings] when DeviceAddress.TryParseName(name, out var address) && SealPublicKey.TryParse(key, out var sealKey):
                return await AddDeviceAsync(address, sealKey, Read(settings), output);
            case ["broker-rules", ("mosquitto" or "rabbitmq") and var broker, var folder, .. var settings]:
                return await BrokerRulesAsync(broker, folder, Read(settings), output, errors);
            default:
                await errors.WriteLineAsync(Usage);
                return 2;
        }
    }

    static Task<int> ImportItemsAsync(string file, CsvEncoding encoding, BridgeSettings settings, TextWriter output, TextWriter errors) =>
        ImportAsync(file, settings, output, errors, async (store, keys, bytes) =>
        {
            var branches = new Branches(settings.Library, settings.Calendar, settings.Holds);
            var rows = MarcImport.IsLike(bytes) ? MarcImport.Read(bytes, branches) : CatalogueImport.Read(bytes, encoding, branches);
            return ($"{await new Acquisition(store, keys, TimeProvider.System).SaveAsync(rows.Items, CancellationToken.None)} taken in", rows.Problems);
        });

    static Task<int> ImportPatronsAsync(string file, CsvEncoding encoding, BridgeSettings settings, TextWriter output, TextWriter errors) =>
        ImportAsync(file, settings, output, errors, async (store, keys, bytes) =>
        {
            var rows = PatronImport.Read(bytes, encoding);
            var nameless = await new Acquisition(store, keys, TimeProvider.System).SaveAsync(rows.Patrons, CancellationToken.None);
            return ($"{rows.Patrons.Count - nameless.Count} taken in", [.. rows.Problems, .. nameless.Select(number => new ImportProblem(0, $"{number} is new and has no name", "write the name"))]);
        });

    static async Task<int> ExportAsync(string what, string file, BridgeSettings settings, TextWriter output)
    {
        using var keys = BridgeKeys.Open(settings.Storage);   // makes the folder
        using var store = new Store(settings.Storage);
        var exports = new Exports(new(settings.Library, settings.Calendar, settings.Holds));
        var today = new LibraryClock(TimeProvider.System, settings.Calendar).Today;
        var table = await store.ReadAsync(db => what switch
        {
            "items" => exports.ItemsAsync(db, CancellationToken.None),
            "patrons" => Exports.PatronsAsync(db, CancellationToken.None),
            "loans" => Exports.LoansAsync(db, today, CancellationToken.None),
            _ => exports.HoldsAsync(db, CancellationToken.None),
        }, CancellationToken.None);
        await using (var written = new FileStream(file, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            await written.WriteAsync(table.ToBytes());
        }
        await output.WriteLineAsync($"{table.Rows.Count} written");
        return 0;
    }

    static Task<int> ImportPeopleAsync(string file, BridgeSettings settings, TextWriter output, TextWriter errors) =>
        ImportAsync(file, settings, output, errors, async (store, keys, bytes) =>
        {
            var rows = PeopleImport.Read(bytes);
            return ($"{await new Acquisition(store, keys, TimeProvider.System).SaveAsync(rows.People, CancellationToken.None)} taken in", rows.Problems);
        });

    static Task<int> ImportLinksAsync(string file, CsvEncoding encoding, BridgeSettings settings, TextWriter output, TextWriter errors) =>
        ImportAsync(file, settings, output, errors, async (store, keys, bytes) =>
        {
            var rows = EarlierLinksImport.Read(bytes, encoding);
            var taken = await new EarlierLinks(store, keys, TimeProvider.System).SaveAsync(rows.Links, CancellationToken.None);
            return ($"""
                {taken.Serials} serial numbers taken in: these patrons show their PIN once, at their next tap, and keep their number
                {taken.MyKeyIds} MyKey IDs kept: no card shows them, so these patrons link once with their library card and PIN, or staff match them
                {taken.Known} there already
                """, [.. rows.Problems, .. taken.Problems]);
        });

    static async Task<int> ImportAsync(string file, BridgeSettings settings, TextWriter output, TextWriter errors,
        Func<Store, BridgeKeys, byte[], Task<(string Taken, List<ImportProblem> Problems)>> import)
    {
        if (new FileInfo(file) is not { Exists: true, Length: <= LargestFile })
        {
            await errors.WriteLineAsync($"{file} is not there, or larger than {LargestFile >> 20} MiB");
            return 1;
        }
        using var keys = BridgeKeys.Open(settings.Storage);
        using var store = new Store(settings.Storage);
        var (taken, problems) = await import(store, keys, await File.ReadAllBytesAsync(file));
        foreach (var problem in problems.OrderBy(problem => problem.Line))
        {
            await errors.WriteLineAsync($"{file}: {problem}");
        }
        await output.WriteLineAsync($"{taken}, {problems.Count} left out");
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

    static async Task<int> BackUpAsync(Func<Task> work, string done, TextWriter output, TextWriter errors)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is BackupException or StorageException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
        await output.WriteLineAsync(done);
        return 0;
    }

    static async Task<int> BrokerRulesAsync(string broker, string folder, BridgeSettings settings, TextWriter output, TextWriter errors)
    {
        if (!settings.Fleet.IsOn)
        {
            await errors.WriteLineAsync("Bridge:Fleet:Host is empty: write the name that appliances dial");
            return 1;
        }
        using var keys = BridgeKeys.Open(settings.Storage);   // makes the folder
        using var store = new Store(settings.Storage);
        using var authority = DeviceAuthority.Open(settings.Storage, TimeProvider.System);
        var rules = new BrokerRules(store, authority, settings.Fleet, TimeProvider.System);
        foreach (var file in broker == "mosquitto" ? await rules.WriteMosquittoAsync(folder, CancellationToken.None) : await rules.WriteRabbitMqAsync(folder, CancellationToken.None))
        {
            await output.WriteLineAsync(file);
        }
        return 0;
    }

    static async Task<int> HashPasswordAsync(Func<string?> read, TextWriter output, TextWriter errors)
    {
        await errors.WriteLineAsync("Password, then Enter:");
        if (read() is not { Length: > 0 and <= PasswordHash.LongestPassword } password)
        {
            await errors.WriteLineAsync($"Empty or too long: 1 to {PasswordHash.LongestPassword} characters. Nothing was made.");
            return 1;
        }
        await output.WriteLineAsync(PasswordHash.Of(password));
        return 0;
    }

    static async Task<int> SignInKeyAsync(BridgeSettings settings, TextWriter output)
    {
        using var keys = BridgeKeys.Open(settings.Storage);   // makes the folder
        using var key = SignInKey.Open(settings.SignIn, settings.Storage);
        await output.WriteLineAsync(key.PublicKeySet);
        return 0;
    }

    static BridgeSettings Read(string[] args) => (Configuration(args).GetSection(BridgeSettings.Section).Get<BridgeSettings>() ?? new()).Validated();

    static IConfigurationRoot Configuration(string[] args) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build();
}
