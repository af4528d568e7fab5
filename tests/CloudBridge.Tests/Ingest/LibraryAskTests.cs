using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Library;
using Bridge.Storage;
using CloudBridge.Tests.Sip2;
using Contract;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBridge.Tests.Ingest;

/// <summary>My loans, my holds, what is this item: as an appliance asks, with a pass that allows it.</summary>
public sealed class LibraryAskTests : IAsyncLifetime
{
    readonly TestDevice device = new();
    readonly TestDevice other = new("counter-1", "east");
    TestBridge bridge = null!;
    Patron patron = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bridge = await TestBridge.QuietAsync(folder => new()
        {
            Storage = new() { Folder = folder },
            Library = new() { Branches = [new() { Code = "central", Name = "中央", NameEnglish = "Central" }, new() { Code = "east", Name = "東", NameEnglish = "East" }] },
            Identity = new() { LibraryCard = new() { Loan = Assurance.Presented, Renew = Assurance.ChipProven, Holds = Assurance.Presented } },
            Mail = new() { PickupFolder = Path.Combine(folder, "mails"), From = "library@city.example.jp" },
            Devices = [device.Settings, other.Settings],
        }, (services, _) => services.AddSingleton<IStaffCards>(new OneStaffCard()), device, other);
        patron = await bridge.AddPatronAsync("1001");
        foreach (var barcode in new[] { "A1A", "A2A", "A3A" })
        {
            await bridge.AddItemAsync(barcode);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await bridge.DisposeAsync();
        device.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task Loans_are_listed_the_first_due_first_with_whether_they_can_be_renewed()
    {
        await LendAsync(("A1A", 3, 0), ("A2A", 0, 0), ("A3A", 2, 1));

        var listed = Assert.IsType<LoansListed>(await AskAsync(new MyLoans(Pass())));

        Assert.Equal(["A2A", "A3A", "A1A"], listed.Loans.Select(loan => loan.Item));
        Assert.Equal([(false, true), (false, false), (false, true)], listed.Loans.Select(loan => (loan.IsOverdue, loan.Renewable!.Value)));
        Assert.Equal("資料A2A", listed.Loans[0].Title);
        bridge.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([(true, false), (false, false), (false, false)], Assert.IsType<LoansListed>(await AskAsync(new MyLoans(Pass()))).Loans.Select(loan => (loan.IsOverdue, loan.Renewable!.Value)));
    }

    [Fact]
    public async Task Holds_are_listed_ready_ones_first_with_slot_day_and_place_in_the_queue()
    {
        var rival = await bridge.AddPatronAsync("1002");
        await HoldAsync(rival, "A1A", "central");
        await HoldAsync(patron, "A1A", "central");
        await HoldAsync(patron, "A2A", "east");
        await bridge.WriteAsync(db =>
        {
            var ready = db.Holds.Single(hold => hold.Title!.Name == "資料A2A");
            (ready.State, ready.Slot, ready.Until, ready.ItemId) = (HoldState.Ready, "E7", TestBridge.Today.AddDays(7), db.Items.Single(item => item.Barcode == "A2A").Id);
        });

        var listed = Assert.IsType<HoldsListed>(await AskAsync(new MyHolds(Pass())));

        Assert.Equal(new ListedHold("資料A2A", true, "E7", TestBridge.Today.AddDays(7), null, IsHere: false), listed.Holds[0]);
        Assert.Equal(new ListedHold("資料A1A", false, null, null, 2), listed.Holds[1]);
        Assert.True(Assert.IsType<HoldsListed>(await AskAsync(new MyHolds(Pass(other)), other)).Holds[0].IsHere);
    }

    [Fact]
    public async Task An_item_says_what_it_is_and_nothing_of_who_has_it()
    {
        await LendAsync(("A1A", 3, 0));

        Assert.Equal(new ItemDescribed("資料A1A", ItemState.OnLoan), await AskAsync(new WhatIsThis("a1a")));
        Assert.Equal(new ItemDescribed("資料A2A", ItemState.Available), await AskAsync(new WhatIsThis("A2A")));
        Assert.IsType<ItemUnknown>(await AskAsync(new WhatIsThis("404")));
        Assert.IsType<ItemUnknown>(await AskAsync(new WhatIsThis(new string('1', 10_000))));
    }

    [Fact]
    public async Task A_pass_of_another_appliance_or_of_another_time_or_none_lists_nothing()
    {
        Assert.Equal(new AskFailed(AskDesk.NotAllowed), await AskAsync(new MyLoans(Pass(other))));
        Assert.Equal(new AskFailed(AskDesk.NotAllowed), await AskAsync(new MyHolds("no pass")));
        var pass = Pass();
        bridge.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(new AskFailed(AskDesk.NotAllowed), await AskAsync(new MyLoans(pass)));
    }

    [Fact]
    public async Task A_card_that_has_proven_too_little_lists_what_its_policy_allows()
    {
        var recognised = Assert.IsType<PatronRecognised>(await AskAsync(new WhoIsThis(new CardEvidence.LibraryCard("91001"))));

        Assert.Equal(Operations.Loan | Operations.Holds, recognised.May & (Operations.Loan | Operations.Renew | Operations.Holds));
        Assert.IsType<HoldsListed>(await AskAsync(new MyHolds(recognised.Pass)));
        Assert.Equal(new AskFailed(AskDesk.NotAllowed), await AskAsync(new MyLoans(recognised.Pass)));
    }

    [Fact]
    public async Task Who_is_recognised_comes_with_counts_ready_holds_and_whether_a_mail_can_be_sent()
    {
        await HoldAsync(patron, "A2A", "central");
        await LendAsync(("A1A", -1, 0));
        await bridge.WriteAsync(db =>
        {
            db.Patrons.Find(patron.Id)!.Email = "reader@example.jp";
            (db.Holds.Single().State, db.Holds.Single().Until) = (HoldState.Ready, TestBridge.Today.AddDays(7));
        });

        var recognised = Assert.IsType<PatronRecognised>(await AskAsync(new WhoIsThis(new CardEvidence.LibraryCard("91001"))));

        Assert.Equal((1, 10, 1, 1, true), (recognised.OnLoan, recognised.Limit, recognised.Overdue, recognised.HoldsReady, recognised.HasMail));
        await bridge.WriteAsync(db => db.Patrons.Find(patron.Id)!.Email = null);
        Assert.False(Assert.IsType<PatronRecognised>(await AskAsync(new WhoIsThis(new CardEvidence.LibraryCard("91001")))).HasMail);
    }

    [Fact]
    public async Task Staff_beside_an_appliance_see_who_was_recognised_there_for_two_minutes()
    {
        var counter = bridge.Get<AtTheCounter>();
        Assert.Null(counter.At(device.Address));

        await AskAsync(new WhoIsThis(new CardEvidence.LibraryCard("91001")));
        await AskAsync(new WhoIsThis(new CardEvidence.LibraryCard("nobody")), other);

        Assert.Equal(patron.Id, counter.At(device.Address)!.Patron);
        Assert.Null(counter.At(other.Address));
        bridge.Clock.Advance(AtTheCounter.Remembered + TimeSpan.FromSeconds(1));
        Assert.Null(counter.At(device.Address));
        await AskAsync(new WhoIsThis(new CardEvidence.LibraryCard("91001")));
        counter.Forget(device.Address);
        Assert.Null(counter.At(device.Address));
    }

    [Fact]
    public async Task A_library_system_that_does_not_answer_is_said_to_and_a_patron_is_recognised_all_the_same()
    {
        await using var world = await OrderWorld.OpenAsync();
        world.Server.Mood = code => code == "63" ? Awkward.ClosesBeforeDoing : Awkward.Nothing;
        var recognised = Assert.IsType<PatronRecognised>(await AskAsync(world, new WhoIsThis(new CardEvidence.LibraryCard("9P1"))));
        Assert.Equal((0, 10), (recognised.OnLoan, recognised.Limit));
        Assert.Equal(new AskFailed(AskDesk.NoLibrary), await AskAsync(world, new MyLoans(recognised.Pass)));

        world.Server.Mood = _ => Awkward.Nothing;
        world.Bridge.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.LendAsync("B1");
        Assert.Equal(1, Assert.IsType<PatronRecognised>(await AskAsync(world, new WhoIsThis(new CardEvidence.LibraryCard("9P1")))).OnLoan);
        Assert.Equal("B1", Assert.Single(Assert.IsType<LoansListed>(await AskAsync(world, new MyLoans(recognised.Pass))).Loans).Item);
        Assert.Null(Assert.Single(Assert.IsType<LoansListed>(await AskAsync(world, new MyLoans(recognised.Pass))).Loans).Renewable);

        static Task<Answer> AskAsync(OrderWorld world, Ask ask) => world.Bridge.Get<AskDesk>().AnswerAsync(world.Device.Address, world.Device.Ask(ask), Cancel);
    }

    [Fact]
    public async Task A_card_of_staff_is_nobodys_of_the_patrons_and_opens_nothing()
    {
        await bridge.WriteAsync(db => db.PatronCards.Add(new() { PatronId = patron.Id, Kind = PatronCardKind.Felica, Value = OneStaffCard.Idm }));

        Assert.Equal(new StaffRecognised("佐藤"), await AskAsync(new WhoIsThis(new CardEvidence.FelicaCard(OneStaffCard.Idm))));
        Assert.Null(bridge.Get<AtTheCounter>().At(device.Address));
    }

    sealed class OneStaffCard : IStaffCards
    {
        public const string Idm = "01100310C5082A99";

        public Task<string?> NameAsync(BridgeDb db, CardEvidence card, CancellationToken cancel) => Task.FromResult(card is CardEvidence.FelicaCard { Idm: Idm } ? "佐藤" : null);
    }

    Task<Answer> AskAsync(Ask ask, TestDevice? at = null) => bridge.Get<AskDesk>().AnswerAsync((at ?? device).Address, (at ?? device).Ask(ask), Cancel);

    string Pass(TestDevice? at = null) => bridge.PassFor(patron, at ?? device, bridge.Clock.GetUtcNow());

    Task<LibraryChange<HoldPlaced>> HoldAsync(Patron whose, string item, string pickup) => bridge.Get<ILibrarySystem>().PlaceHoldAsync(new(Guid.CreateVersion7(bridge.Clock.GetUtcNow()), bridge.Clock.GetUtcNow()), new(whose.Number, item, pickup), Cancel);

    async Task LendAsync(params (string Item, int DueIn, int Renewals)[] loans)
    {
        foreach (var (item, dueIn, renewals) in loans)
        {
            await bridge.WriteAsync(db => db.Loans.Add(new()
            {
                ItemId = db.Items.Single(known => known.Barcode == item).Id,
                PatronId = patron.Id,
                LentOn = TestBridge.Today.AddDays(-10),
                Due = TestBridge.Today.AddDays(dueIn),
                Renewals = renewals,
            }));
        }
    }
}
