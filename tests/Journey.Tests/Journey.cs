using System.Text.Json;
using Bench;
using Bridge.Library;

namespace Journey.Tests;

/// <summary>A person at the appliance of a whole product on a desk, wires and panel at full speed.</summary>
sealed class Journey : IAsyncDisposable
{
    /// <summary>Only something that hangs gets this far.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    readonly string _folder;
    readonly CancellationTokenSource _limit;

    Journey(string folder, BenchWorld world, CancellationTokenSource limit) => (_folder, World, _limit) = (folder, world, limit);

    public BenchWorld World { get; }
    public BenchAppliance Counter => World.Appliances[0];
    public BenchAppliance HoldShelf => At(BenchStation.HoldShelf);
    public BenchAppliance Gate => At(BenchStation.Gate);
    public CancellationToken Cancel => _limit.Token;

    /// <summary>At the appliance that waits for a card.</summary>
    public static Task<Journey> BeginAsync(Action<Firmware.DeviceSettings>? adjust = null) => BeginAsync(new BenchOptions("", IsPaced: false) { Adjust = adjust });

    /// <summary>The same, with people of whom the library knows only the library card.</summary>
    public static Task<Journey> BeginAsync(params string[] unlinked) => BeginAsync(new BenchOptions("", IsPaced: false) { Unlinked = unlinked });

    /// <summary>In a library with a counter, a hold shelf and a gate, each waiting for a card.</summary>
    public static Task<Journey> BeginAtAllAsync(Action<Firmware.DeviceSettings>? adjust = null) => BeginAsync(new BenchOptions("", IsPaced: false) { Stations = BenchStation.All, Adjust = adjust });

    public static async Task<Journey> BeginAsync(BenchOptions options)
    {
        var journey = await OnDeskAsync(options);
        foreach (var appliance in journey.World.Appliances)
        {
            await journey.SeesAsync(appliance, "S01", texts => !texts.Any(text => text.Contains("つながっていません", StringComparison.Ordinal)));
        }
        return journey;
    }

    public static async Task<Journey> OnDeskAsync(BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-journey-").FullName;
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        return new Journey(folder, await BenchWorld.StartAsync(options with { Folder = folder }, limit.Token), limit);
    }

    /// <summary>Waits until this screen stands on the counter's panel.</summary>
    public Task<IReadOnlyList<string>> SeesAsync(string screen) => SeesAsync(screen, _ => true);

    /// <summary>Waits until this screen stands on the counter's panel with such texts.</summary>
    public Task<IReadOnlyList<string>> SeesAsync(string screen, Func<IReadOnlyList<string>, bool> texts) => SeesAsync(Counter, screen, texts);

    /// <summary>Waits until this screen stands on an appliance's panel.</summary>
    public Task<IReadOnlyList<string>> SeesAsync(BenchAppliance at, string screen) => SeesAsync(at, screen, _ => true);

    /// <summary>Waits until this screen stands on an appliance's panel with such texts.</summary>
    public async Task<IReadOnlyList<string>> SeesAsync(BenchAppliance at, string screen, Func<IReadOnlyList<string>, bool> texts)
    {
        await UntilAsync(at, () => at.Screen is { IsBusy: false } shown && shown.Id == screen && texts(shown.Texts));
        return at.Screen.Texts;
    }

    public Task UntilAsync(Func<bool> holds) => UntilAsync(Counter, holds);

    public async Task UntilAsync(BenchAppliance at, Func<bool> holds)
    {
        using var changed = new SemaphoreSlim(0);
        void Wake(string? _) => changed.Release();
        at.Changed += Wake;
        try
        {
            while (!holds())
            {
                await changed.WaitAsync(TimeSpan.FromMilliseconds(50), Cancel);
            }
        }
        catch (OperationCanceledException)   // which screen was expected stands in the trace
        {
            throw new InvalidOperationException($"it never came so; the panel shows {at.Screen.Id} (busy: {at.Screen.IsBusy}): {string.Join(" / ", at.Screen.Texts)}");
        }
        finally
        {
            at.Changed -= Wake;
        }
    }

    /// <summary>Waits until the bridge has it so.</summary>
    public async Task<BenchLedger> LedgerAsync(Func<BenchLedger, bool> holds)
    {
        while (true)
        {
            var ledger = await LedgerAsync();
            if (holds(ledger))
            {
                return ledger;
            }
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException($"the ledger never came to be as expected; loans: {string.Join(", ", ledger.Loans)}; events: {string.Join(", ", ledger.Events)}; staff: {string.Join(", ", ledger.StaffQueue)}");
            }
        }
    }

    public async Task<BenchLedger> LedgerAsync() =>
        JsonSerializer.Deserialize<BenchLedger>(await World.LedgerJsonAsync(Cancel), JsonSerializerOptions.Web)!;

    /// <summary>Labels of items that can be lent.</summary>
    public async Task<IReadOnlyList<string>> ItemsAsync(int count) =>
        [.. (await LedgerAsync()).Items.Where(item => item.Status == "available").Take(count).Select(item => item.Barcode)];

    /// <summary>A linked patron taps and is known.</summary>
    public Task TapAsync(string person = Known) => PutCardAsync(person, "S20");

    /// <summary>Puts a card down and waits for what follows; where the appliance asks for it to be taken away instead, does as people do, and begins again.</summary>
    /// <remarks>On a machine with too much to do the reader or the bridge answers later than anybody waits, and the appliance rightly says so.</remarks>
    public async Task PutCardAsync(string person, string then)
    {
        for (var turn = 1; ; turn++)
        {
            Assert.True(Counter.PutCard(person));
            await UntilAsync(() => Counter.Screen is { IsBusy: false } shown && (shown.Id == then || shown.Id == "S98" && turn < 5));
            if (Counter.Screen.Id != "S98")
            {
                return;
            }
            Counter.RemoveCard();
            await SeesAsync("S01");
        }
    }

    /// <summary>Scans one item and waits until the panel counts it.</summary>
    public async Task BorrowAsync(string item, int count)
    {
        await Counter.ScanAsync(item, Cancel);
        await SeesAsync("S30", texts => texts.Contains($"{count}さつ"));
    }

    public const string Known = "yamada-hanako";

    /// <summary>Number of <see cref="Known"/>.</summary>
    public const string KnownNumber = "9000001";

    /// <summary>Where staff of the library sit.</summary>
    public static readonly Place Desk = new("shirakaba", "desk");

    /// <summary>What staff do now.</summary>
    public static Change AtDesk()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.CreateVersion7(now), now, Where: Desk);
    }

    BenchAppliance At(BenchStation station) => World.Appliances.Single(appliance => appliance.Id == station.Id);

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _limit.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>What the bridge has, as <c>GET /bench/ledger</c> gives it.</summary>
sealed record BenchLedger(IReadOnlyList<LedgerPatron> Patrons, IReadOnlyList<LedgerLink> Links, IReadOnlyList<LedgerItem> Items, IReadOnlyList<LedgerLoan> Loans,
    IReadOnlyList<LedgerHold> Holds, IReadOnlyList<LedgerEvent> Events, IReadOnlyList<LedgerMail> Mails, IReadOnlyList<LedgerReason> StaffQueue);

sealed record LedgerPatron(string Number, string Name);

sealed record LedgerLink(string Person, string Patron, string Ppid);

sealed record LedgerMail(string To, string Subject);

sealed record LedgerItem(string Barcode, string Title, string Status);

sealed record LedgerLoan(string Item, string Patron, DateOnly Due);

sealed record LedgerHold(string Title, string Patron, string Status, string? Slot);

sealed record LedgerEvent(string Device, long Sequence, string Type);

sealed record LedgerReason(string Reason);
