using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Library;

/// <summary>A small library with two branches, a novel in two copies and people who want it.</summary>
sealed class LibraryWorld : IAsyncDisposable
{
    public const string Main = "central", Hill = "hill";

    public static readonly Place Counter = new(Main, "central/counter-1"), HillCounter = new(Hill, "hill/counter-1");

    LibraryWorld(TestBridge bridge) => Bridge = bridge;

    public TestBridge Bridge { get; }
    public Title Novel { get; private set; } = null!;
    public ILibrarySystem System => Bridge.Get<ILibrarySystem>();
    public HoldShelf Shelf => Bridge.Get<HoldShelf>();
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The novel's copies are A1A and A2A, at the main branch.</summary>
    public static async Task<LibraryWorld> OpenAsync(Func<string, BridgeSettings>? settings = null, int copies = 2)
    {
        var world = new LibraryWorld(await TestBridge.QuietAsync(settings ?? (folder => Settings(folder))));
        world.Novel = await world.AddTitleAsync("こころ");
        for (var n = 1; n <= copies; n++)
        {
            await world.Bridge.AddItemAsync($"A{n}A", title: world.Novel, branch: Main);
        }
        return world;
    }

    public static BridgeSettings Settings(string folder, LoanSettings? loans = null, HoldSettings? holds = null, NoticeSettings? notices = null, IList<string>? hillSlots = null) => new()
    {
        Storage = new() { Folder = folder },
        Loans = loans ?? new() { OverdueGraceDays = 3 },
        Holds = holds ?? new() { PickupDays = 5 },
        Notices = notices ?? new(),
        Calendar = new() { WeeklyClosed = [DayOfWeek.Monday] },
        Library = new()
        {
            Branches =
            [
                new() { Code = Main, Name = "中央館", NameEnglish = "Central" },
                new() { Code = Hill, Name = "丘の分館", NameEnglish = "Hill", Calendar = new() { WeeklyClosed = [DayOfWeek.Monday, DayOfWeek.Tuesday] }, Slots = hillSlots ?? [] },
            ],
        },
    };

    public async Task<Title> AddTitleAsync(string name)
    {
        var title = new Title { Name = name };
        title.Search = SearchText.Of(title);
        await Bridge.WriteAsync(db => db.Titles.Add(title));
        return title;
    }

    public async Task<Patron> AddPatronAsync(string number, bool wantsMail = false, bool mailsTitles = false, bool keepsHistory = false, string? language = null, string category = "adult")
    {
        var patron = new Patron
        {
            Number = number,
            Name = $"利用者{number}",
            Category = category,
            LibraryCard = "9" + number,
            Email = $"{number}@example.jp",
            Language = language,
            WantsMail = wantsMail,
            MailsTitles = mailsTitles,
            KeepsHistory = keepsHistory,
        };
        await Bridge.WriteAsync(db => db.Patrons.Add(patron));
        return patron;
    }

    public Change NewChange(Place? where = null) => new(Guid.CreateVersion7(Bridge.Clock.GetUtcNow()), Bridge.Clock.GetUtcNow(), Where: where ?? Counter);

    public async Task<HoldPlaced> HoldAsync(Patron patron, string? pickup = null, Title? title = null) => Done(await TryHoldAsync(patron, pickup, title));

    public Task<LibraryChange<HoldPlaced>> TryHoldAsync(Patron patron, string? pickup = null, Title? title = null) =>
        System.PlaceHoldAsync(NewChange(), new(patron.Number, PickupLocation: pickup, Title: Catalogue.IdOf((title ?? Novel).Id)), Cancel);

    public async Task<Lent> LendAsync(Patron patron, string item) => Done(await TryLendAsync(patron, item));

    public Task<LibraryChange<Lent>> TryLendAsync(Patron patron, string item, Place? where = null) => System.CheckOutAsync(NewChange(where), new(patron.Number, item), Cancel);

    public async Task<TakenBack> ScanAsync(string item, Place? where = null) => Done(await System.CheckInAsync(NewChange(where), new(item), Cancel));

    public async Task<IReadOnlyList<LibraryHold>> HoldsAsync(Patron patron) =>
        Assert.IsType<LibraryLookup<IReadOnlyList<LibraryHold>>.Found>(await System.HoldsAsync(patron.Number, Cancel)).Value;

    public async Task<LibraryHold> HoldOfAsync(Patron patron) => Assert.Single(await HoldsAsync(patron));

    public async Task<IReadOnlyList<LibraryLoan>> LoansAsync(Patron patron) =>
        Assert.IsType<LibraryLookup<IReadOnlyList<LibraryLoan>>.Found>(await System.LoansAsync(patron.Number, Cancel)).Value;

    /// <summary>A returned copy goes into its slot.</summary>
    public async Task ShelveAllAsync(string branch = Main)
    {
        foreach (var slot in (await Shelf.ListAsync(branch, Cancel)).ToFill)
        {
            Assert.True(await Shelf.ShelveAsync(slot.Hold, Cancel));
        }
    }

    /// <summary>A copy that waits for a patron on the hold shelf.</summary>
    public async Task MakeReadyAsync(Patron patron, string item = "A1A")
    {
        await HoldAsync(patron);
        await ScanAsync(item);
        await ShelveAllAsync();
    }

    public async Task PassAsync(int days)
    {
        Bridge.Clock.Advance(TimeSpan.FromDays(days));
        await RoundAsync();
    }

    public Task<RoundDone> RoundAsync() => Bridge.Get<LibraryRound>().RunAsync(Cancel);

    public DateOnly Today => Bridge.Get<LibraryClock>().Today;

    public Task<List<Hold>> HoldRowsAsync() => Bridge.ReadAsync(db => db.Holds.OrderBy(hold => hold.Id).ToListAsync(Cancel));

    public Task<T> WriteAsync<T>(Func<BridgeDb, Task<T>> change) => Bridge.Get<Store>().WriteAsync(change, Cancel);

    public static T Done<T>(LibraryChange<T> change) => Assert.IsType<LibraryChange<T>.Done>(change).Value;

    public static Refusal Refused<T>(LibraryChange<T> change) => Assert.IsType<LibraryChange<T>.Refused>(change).Refusal;

    public ValueTask DisposeAsync() => Bridge.DisposeAsync();
}
