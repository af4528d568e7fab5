using System.Collections.Immutable;
using Contract;
using Firmware.Dialogue;
using Firmware.Network;
using Hal;

namespace Firmware.Screens;

/// <summary>Every screen in every language, for people to look at and for the tests to compare.</summary>
public static class ScreenGallery
{
    const int Columns = 4, Scale = 2, Gap = 24, Label = 32;

    static readonly string[] Books = ["走れメロス", "銀河鉄道の夜", "吾輩は猫である", "Botchan (Master Darling) and Other Stories", "こころ: 先生と私、両親と私、先生と遺書 大活字本 上巻", "三四郎"];

    static readonly Borrower Someone = new Borrower.ByPass("gallery");

    /// <summary>Each step, each shape a step can take, and what a site can turn on.</summary>
    public static IReadOnlyList<Sample> Samples { get; } =
        [.. new[] { AllSamples(), EnrolmentSamples(), ServiceSamples(), StationSamples(), SetupSamples() }.SelectMany(samples => samples).Select(sample => new Sample(sample.Name, sample.Situation)), .. SiteSamples()];

    public static IEnumerable<Language> Languages => Enum.GetValues<Language>();

    /// <summary>The titles in the samples.</summary>
    internal static IEnumerable<string> Titles => Books;

    /// <summary>Writes one PNG a screen and language, and two sheets a language with all of them at twice their size: as they are, and in large text.</summary>
    public static async Task WriteAllAsync(string folder, ScreenRenderer renderer, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        foreach (var language in Languages)
        {
            var pictures = Render(isLarge: false);
            foreach (var (name, frame) in pictures)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, FileName(name, language)), GreyPng.Encode(frame), cancel);
            }
            await File.WriteAllBytesAsync(Path.Combine(folder, $"all-{Code(language)}.png"), GreyPng.Encode(Sheet(pictures, renderer)), cancel);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"all-{Code(language)}-large.png"), GreyPng.Encode(Sheet(Render(isLarge: true), renderer)), cancel);

            List<(string Name, Frame Frame)> Render(bool isLarge) =>
                [.. Samples.Select(sample => (sample.Name, renderer.Render(Dialogue.Screens.For(sample.Situation with { Language = language }, sample.Settings with { HasLargeText = isLarge }))))];
        }
    }

    public static string FileName(string name, Language language) => $"{name}-{Code(language)}.png";

    static string Code(Language language) => language switch
    {
        Language.Japanese => "ja",
        Language.EasyJapanese => "easy",
        Language.English => "en",
        Language.Chinese => "zh",
        Language.Korean => "ko",
        Language.Portuguese => "pt",
        Language.Vietnamese => "vi",
    };

    static Frame Sheet(List<(string Name, Frame Frame)> pictures, ScreenRenderer renderer)
    {
        const int CellWidth = ScreenLayout.Width * Scale + Gap, CellHeight = ScreenLayout.Height * Scale + Label + Gap;
        var rows = (pictures.Count + Columns - 1) / Columns;
        var sheet = new Frame(Columns * CellWidth + Gap, rows * CellHeight + Gap);
        for (var i = 0; i < pictures.Count; i++)
        {
            var (x, y) = (Gap + i % Columns * CellWidth, Gap + i / Columns * CellHeight);   // whole bytes from the left
            var label = renderer.RenderLabel(pictures[i].Name);
            for (var row = 0; row < Label; row++)
            {
                label.Row(row).CopyTo(sheet.Row(y + row)[(x / 8)..]);
            }
            Double(pictures[i].Frame, sheet, x, y + Label);
            Outline(sheet, x - 2, y + Label - 2, ScreenLayout.Width * Scale + 4, ScreenLayout.Height * Scale + 4);
        }
        return sheet;
    }

    static void Double(Frame from, Frame to, int left, int top)
    {
        for (var y = 0; y < from.Height; y++)
        {
            var row = from.Row(y);
            for (var half = 0; half < Scale; half++)
            {
                var wide = to.Row(top + y * Scale + half)[(left / 8)..];
                for (var i = 0; i < row.Length; i++)
                {
                    (wide[2 * i], wide[2 * i + 1]) = (Doubled(row[i] >> 4), Doubled(row[i] & 15));
                }
            }
        }

        // abcd becomes aabbccdd
        static byte Doubled(int four) => (byte)(((four & 8) << 3 | (four & 4) << 2 | (four & 2) << 1 | four & 1) * 3);
    }

    static void Outline(Frame frame, int left, int top, int width, int height)
    {
        for (var x = left; x < left + width; x++)
        {
            Blacken(frame, x, top);
            Blacken(frame, x, top + height - 1);
        }
        for (var y = top; y < top + height; y++)
        {
            Blacken(frame, left, y);
            Blacken(frame, left + width - 1, y);
        }
    }

    static void Blacken(Frame frame, int x, int y) => frame.Row(y)[x / 8] &= (byte)~(0x80 >> (x % 8));

    static IEnumerable<(string Name, Situation Situation)> AllSamples()
    {
        var account = new Account(OnLoan: 2, Limit: 10, Overdue: 0, HoldsReady: 0);
        var fresh = new Session(Someone, account, []);
        var due = new DateOnly(2026, 12, 6);
        ImmutableList<LentItem> two = [new("A1", due, IsOffline: false), new("A2", due, IsOffline: false)];
        ImmutableList<LentItem> offline = [new("A1", due, IsOffline: true)];
        var pending = new PendingRequest(Guid.Empty, new LoanRequested(Someone, "A3"));

        yield return ("S00-starting", At(new Step.Starting()));
        yield return ("S01-idle", At(new Step.Idle()));
        yield return ("S01-idle-offline", At(new Step.Idle()) with { Online = false });
        yield return ("S01-idle-no-keys", At(new Step.Idle()) with { Faults = Faults.PinPad });
        yield return ("S02-reading", At(new Step.Reading(Asked: null)));
        yield return ("S02-asking", At(new Step.Reading(new CardEvidence.LibraryCard("9000001"))));
        yield return ("S03-removed-early", At(new Step.RemovedEarly()));
        yield return ("S20-recognised", At(new Step.Recognised(fresh)));
        yield return ("S20-borrow-only", At(new Step.Recognised(fresh with { May = Operations.Loan })));
        yield return ("S20-badges", At(new Step.Recognised(fresh with { Account = account with { Overdue = 1, HoldsReady = 2 } })));
        yield return ("S20-may-not-borrow", At(new Step.Recognised(fresh with { May = Operations.None })));
        yield return ("S20-no-keys", At(new Step.Recognised(fresh)) with { Faults = Faults.PinPad });
        yield return ("S30-first", At(new Step.Scanning(fresh, Pending: null)));
        yield return ("S30-waiting", At(new Step.Scanning(fresh, pending)));
        yield return ("S30-next", At(new Step.Scanning(fresh with { Lent = two, Account = account with { OnLoan = 4 } }, Pending: null)));
        yield return ("S30-full", At(new Step.Scanning(fresh with { Lent = two, Account = account with { OnLoan = 10 } }, Pending: null)));
        yield return ("S30-offline", At(new Step.Scanning(new(Someone, Account: null, offline), Pending: null)) with { Online = false });
        foreach (var problem in Enum.GetValues<ItemProblem>())
        {
            yield return ($"S31-{problem}", At(new Step.Refused(fresh, problem)));
        }
        yield return ("S32-done", At(new Step.Done(fresh with { Lent = two })));
        yield return ("S32-several-dates", At(new Step.Done(fresh with { Lent = two.Add(new("A3", due.AddDays(17), IsOffline: false)) })));
        yield return ("S32-offline", At(new Step.Done(new(Someone, Account: null, offline))) with { Online = false });
        yield return ("S32-nothing", At(new Step.Done(fresh)));
        yield return ("S60-offline", At(new Step.Offline()) with { Online = false });
        foreach (var problem in Enum.GetValues<CardProblem>())
        {
            yield return ($"S80-{problem}", At(new Step.Unreadable(problem)));
        }
        yield return ("S81-not-known", At(new Step.NotKnown()));
        yield return ("S82-service-error", At(new Step.ServiceError("E-12")));
        yield return ("S84-not-allowed", At(new Step.NotAllowed()));
        yield return ("S90-out-of-service", At(new Step.OutOfService()) with { Faults = Faults.Reader | Faults.Scanner });
        yield return ("S98-forgotten-card", At(new Step.ForgottenCard()) with { CardInField = true });
        yield return ("S99-goodbye", At(new Step.Goodbye()));
        yield return ("S99-goodbye-card", At(new Step.Goodbye()) with { CardInField = true });
    }

    static IEnumerable<(string Name, Situation Situation)> SetupSamples()
    {
        var bridge = new Uri("https://192.168.100.20:8443");
        yield return ("S101-setup", At(new Step.SetupMenu(IsPaired: false)));
        yield return ("S101-setup-paired", At(new Step.SetupMenu(IsPaired: true)));
        yield return ("S112-bridge", At(new Step.ChoosingBridge([new("しらかば市立図書館", bridge)])));
        yield return ("S112-bridges", At(new Step.ChoosingBridge([new("しらかば市立図書館 湖畔分館 児童室 連携サーバー", new("https://255.255.255.255:65535")), new("Kazashi", bridge), new("bridge #2", bridge)])));
        yield return ("S102-address-empty", At(new Step.TypingAddress()));
        yield return ("S102-address", At(new Step.TypingAddress("192.168.100.20")));
        yield return ("S102-address-longest", At(new Step.TypingAddress("255.255.255.255.65535")));
        yield return ("S102-no-address", At(new Step.TypingAddress("192.168", IsRefused: true)));
        yield return ("S103-contacting", At(new Step.Contacting(bridge)));
        yield return ("S104-code", At(new Step.ShowingPairingCode(bridge, new("WDJB-MJHT", "https://toshokan.city.shirakaba.lg.jp/pair?code=WDJB-MJHT", "4711-2048-0093"))));
        foreach (var why in Enum.GetValues<PairingFailure>())
        {
            yield return ($"S105-{why}", At(new Step.NotPaired(bridge, why)));
        }
        foreach (var station in Enum.GetValues<Station>())
        {
            yield return ($"S106-{station}", At(new Step.PairedNow("sakura-main/counter-1", station)));
        }
        yield return ("S107-reading", At(new Step.ShowingNetwork(false, [])));
        yield return ("S107-network", At(new Step.ShowingNetwork(false, [new("eth0", "192.168.100.31"), new("wlan0", null)], IsRead: true)));
        yield return ("S107-wifi", At(new Step.ShowingNetwork(false, [new("eth0", null, LinkState.Unavailable), new("wlan0", null, LinkState.Disconnected), new("wlan1", null, LinkState.Connecting)], IsRead: true)));
        yield return ("S107-no-manager", At(new Step.ShowingNetwork(false, [new("eth0", "192.168.100.31")], IsRead: true) { Wifi = WifiMeans.NoManager }));
        yield return ("S107-no-wifi", At(new Step.ShowingNetwork(false, [new("eth0", "192.168.100.31")], IsRead: true) { Wifi = WifiMeans.NoDevice }));
        yield return ("S113-joining", At(new Step.JoiningWifi(false, "Shirakaba-Staff")));
        yield return ("S113-joining-longest", At(new Step.JoiningWifi(false, new string('W', 32))));
        foreach (var why in Enum.GetValues<WifiFailure>())
        {
            yield return ($"S114-{why}", At(new Step.WifiNotJoined(false, why is WifiFailure.NoCode or WifiFailure.UnknownSecurity or WifiFailure.BadPassword ? null : "Shirakaba-Staff", why)));
        }
        yield return ("S111-testing", At(new Step.TestingItself(false, [])));
        yield return ("S111-works", At(new Step.TestingItself(false, [new(Faults.Reader, true, "PN532 firmware 1.6"), new(Faults.Journal, true, "12400 MB"), new(Faults.Scanner, true), new(Faults.PinPad, true)])));
        yield return ("S111-fails", At(new Step.TestingItself(true, [new(Faults.Reader, false, "nobody answers at hsu:/dev/ttyAMA0"), new(Faults.Journal, true, "12400 MB"), new(Faults.Scanner, false), new(Faults.PinPad, true)])));
        yield return ("S115-station", At(new Step.ChoosingStation()));
        foreach (var why in Enum.GetValues<StationFailure>())
        {
            yield return ($"S117-{why}", At(new Step.StationStays(why)));
        }
        yield return ("S116-changing", At(new Step.ChangingStation(Station.HoldShelf)));
        yield return ("S107-none", At(new Step.ShowingNetwork(false, [], IsRead: true)));
        yield return ("S108-appliance", At(new Step.ShowingAppliance(IsPaired: false)));
        yield return ("S109-erase", At(new Step.ConfirmingErase()));
        yield return ("S110-erasing", At(new Step.Erasing()));
    }

    static IEnumerable<(string Name, Situation Situation)> EnrolmentSamples()
    {
        var register = new Purpose.Register();
        var full = new TriesLeft(3, 3);
        var session = new Session(Someone, new Account(0, 10, 0, 0), []) { Card = PatronCard.MyNumber };
        var person = MaskedPerson.Of(new PersonDetails("山田　花子", "長野県白樺市本町１丁目２－３", "19850412", "2"));
        var longPerson = MaskedPerson.Of(new PersonDetails("葛\U000E0100城　Ｍａｒｉａ　Ｄａ　Ｃｏｎｃｅｉｃａｏ", "鹿児島県薩摩郡さつま町宮之城屋地", "20040229", "9"));
        var handOver = new HandOver("https://library.example.lg.jp/h/q8Zf3kT0aVx2LmN7pRs4Yw", "4821", DateTimeOffset.UnixEpoch);

        yield return ("S03-removed-while-enrolling", At(new Step.RemovedEarly(WasEnrolling: true)));
        yield return ("S05-number-empty", At(new Step.TypingNumber()));
        yield return ("S05-number", At(new Step.TypingNumber("90000012345678")));
        yield return ("S10-choosing", At(new Step.Choosing()));
        yield return ("S11-consent", At(new Step.Consenting(register)));
        yield return ("S11-consent-details", At(new Step.Consenting(register, ShowsDetails: true)));
        yield return ("S11-consent-link", At(new Step.Consenting(new Purpose.Link("9000001"))));
        foreach (var cause in Enum.GetValues<EnrolmentCause>())
        {
            yield return ($"S11-consent-{cause}", At(new Step.Consenting(new Purpose.Renew(cause))));
        }
        yield return ("S11-consent-warned", At(new Step.Consenting(register, IsWarned: true)));
        yield return ("S12-pin", At(new Step.EnteringPin(register, PinKind.Authentication, full)));
        yield return ("S12-pin-typed", At(new Step.EnteringPin(register, PinKind.Authentication, full, Count: 2)));
        yield return ("S12-pin-wrong", At(new Step.EnteringPin(register, PinKind.Authentication, new(2, 3), WasWrong: true)));
        yield return ("S12-pin-warned", At(new Step.EnteringPin(register, PinKind.Authentication, full, Count: 4, IsWarned: true)));
        yield return ("S12-pin-last-try", At(new Step.EnteringPin(register, PinKind.Authentication, new(1, 3))));
        yield return ("S12-text-pin", At(new Step.EnteringPin(register, PinKind.Text, full, Count: 4)));
        yield return ("S13-same-number", At(new Step.AskingSameNumber(register, full)));
        yield return ("S13-same-number-warned", At(new Step.AskingSameNumber(register, full, IsFresh: false, IsWarned: true)));
        yield return ("S14-preparing", At(new Step.Preparing(register)));
        yield return ("S14-checking-pin", At(new Step.CheckingPin(register, PinKind.Authentication, full)));
        yield return ("S14-reading", At(new Step.ReadingRecords(register)));
        yield return ("S14-registering", At(new Step.Registering(register, Guid.Empty)));
        yield return ("S15-details", At(new Step.CheckingDetails(Guid.Empty, person)));
        yield return ("S15-details-long", At(new Step.CheckingDetails(Guid.Empty, longPerson)));
        yield return ("S15-details-warned", At(new Step.CheckingDetails(Guid.Empty, person, IsWarned: true)));
        yield return ("S16-phone", At(new Step.EnteringPhone(Guid.Empty)));
        yield return ("S16-phone-typed", At(new Step.EnteringPhone(Guid.Empty, "09012345678")));
        yield return ("S16-phone-refused", At(new Step.EnteringPhone(Guid.Empty, "12345", IsRefused: true)));
        yield return ("S17-hand-over", At(new Step.HandingOver(Guid.Empty, handOver, new(AdmissionKind.Registered, session))));
        foreach (var kind in Enum.GetValues<AdmissionKind>())
        {
            yield return ($"S18-{kind}", At(new Step.Admitted(new(kind, session), HandOverEnd.None)));
        }
        yield return ("S18-rest-later", At(new Step.Admitted(new(AdmissionKind.Registered, session), HandOverEnd.Later)));
        yield return ("S19-scan", At(new Step.ScanningLibraryCard(IsUnknown: false)));
        yield return ("S19-unknown", At(new Step.ScanningLibraryCard(IsUnknown: true)));
        yield return ("S19-asking", At(new Step.AskingLibraryCard(new("9000001"))));
        yield return ("S19-confirm", At(new Step.ConfirmingLibraryCard("9000001")));
        foreach (var card in Enum.GetValues<PatronCard>())
        {
            yield return ($"S22-{card}", At(new Step.ShowingCard(session with { Card = card })));
        }
        yield return ("S23-unlink", At(new Step.ConfirmingUnlink(session)));
        yield return ("S23-unlinking", At(new Step.Unlinking(session)));
        foreach (var problem in Enum.GetValues<EnrolmentProblem>())
        {
            yield return ($"S82-{problem}", At(new Step.NotEnrolled(problem)));
        }
        foreach (var bar in Enum.GetValues<CardBar>())
        {
            yield return ($"S83-{bar}", At(new Step.Barred(bar)));
        }
        yield return ("S83-offering-last-try", At(new Step.OfferingLastTry(register, PinKind.Authentication, new(1, 3))));
        foreach (var farewell in Enum.GetValues<Farewell>().Where(farewell => farewell != Farewell.Thanks))
        {
            yield return ($"S99-{farewell}", At(new Step.Goodbye(farewell)));
        }
    }

    static IEnumerable<(string Name, Situation Situation)> ServiceSamples()
    {
        var due = new DateOnly(2026, 12, 6);
        var session = new Session(Someone, new Account(3, 10, 0, 2), []) { HasMail = true };
        var lent = session with { Lent = [new("A1", due, IsOffline: false), new("A2", due, IsOffline: false)] };
        ImmutableList<ListedHold> holds = [new(Books[0], true, "A-12", due.AddDays(-5), null), new(Books[1], true, "A-17", due.AddDays(-5), null)];
        ImmutableList<ListedHold> many = [.. holds, new(null, true, null, null, null), .. holds];
        ImmutableList<ListedLoan> loans =
        [
            new("A1", Books[2], due.AddDays(-20), IsOverdue: true, false), new("A2", Books[3], due, false, true), new("A3", Books[4], due, false, true),
            new("A4", Books[5], due, false, null), new(null, null, null, false, null),
        ];
        var renewal = new PendingRequest(Guid.Empty, new RenewalRequested(Someone, null));

        yield return ("S33-count", At(new Step.StatingCount(lent)));
        yield return ("S33-count-typed", At(new Step.StatingCount(lent, "3")));
        yield return ("S34-count-differs", At(new Step.CountDiffers(lent, 3)));
        yield return ("S40-asking", At(new Step.AskingHolds(session)));
        yield return ("S40-holds", At(new Step.ListingHolds(session, holds, Others: 1)));
        yield return ("S40-holds-titles", At(new Step.ListingHolds(session, holds, Others: 1, ShowsTitles: true)));
        yield return ("S40-holds-warned", At(new Step.ListingHolds(session, holds, Others: 1, IsWarned: true)));
        yield return ("S40-holds-many", At(new Step.ListingHolds(session, many, Others: 1)));
        yield return ("S40-holds-none", At(new Step.ListingHolds(session, [], Others: 0)));
        yield return ("S40-holds-queued", At(new Step.ListingHolds(session, [], Others: 2)));
        yield return ("S41-pick-up", At(new Step.Scanning(session with { PickUp = holds }, Pending: null)));
        yield return ("S41-pick-up-last", At(new Step.Scanning(lent with { PickUp = [] }, Pending: null)));
        yield return ("S30-warned", At(new Step.Scanning(lent, Pending: null, IsWarned: true)));
        yield return ("S32-mail", At(new Step.Done(lent)));
        yield return ("S50-asking", At(new Step.AskingLoans(session, ForReceipt: false)));
        yield return ("S50-loans", At(new Step.ListingLoans(session, loans)));
        yield return ("S50-loans-page", At(new Step.ListingLoans(session, loans, Page: 1)));
        yield return ("S50-loans-few", At(new Step.ListingLoans(session, loans.RemoveAt(4))));
        yield return ("S50-loans-untitled", At(new Step.ListingLoans(session, loans, Page: 1, ShowsTitles: true)));
        yield return ("S50-loans-titles", At(new Step.ListingLoans(session, loans, ShowsTitles: true)));
        yield return ("S50-loans-none", At(new Step.ListingLoans(session, [])));
        yield return ("S50-waiting", At(new Step.ListingLoans(session, loans, renewal)));
        yield return ("S51-renewed", At(new Step.ShowingRenewals(session, [new(2, due.AddDays(14), null), new(3, null, RenewalProblem.OnHold), new(1, null, RenewalProblem.Overdue)])));
        foreach (var problem in Enum.GetValues<RenewalProblem>())
        {
            yield return ($"S51-{problem}", At(new Step.ShowingRenewals(session, [], problem)));
        }
        yield return ("S55-asking", At(new Step.AskingLoans(session, ForReceipt: true)));
        yield return ("S55-receipt", At(new Step.ShowingReceipt(session, loans)));
        yield return ("S55-sending", At(new Step.SendingReceipt(session)));
        yield return ("S61-not-now", At(new Step.NotNow(session, new Step.Recognised(session))) with { Online = false });
        yield return ("S35-returning", At(new Step.Returning([])));
        yield return ("S35-waiting", At(new Step.Returning(["A1"], ReturnBox.Shelf, new(Guid.Empty, new CheckinRequested("A2")))));
        foreach (var box in Enum.GetValues<ReturnBox>())
        {
            yield return ($"S35-{box}", At(new Step.Returning(["A1", "A2"], box)));
        }
        foreach (var problem in Enum.GetValues<ReturnProblem>())
        {
            yield return ($"S36-{problem}", At(new Step.NotReturned(["A1"], problem)));
        }
        yield return ("S85-calling", At(new Step.CallingStaff(null)));
        yield return ("S85-called", At(new Step.CallingStaff(null, IsCalled: true)));
    }

    static IEnumerable<(string Name, Situation Situation)> StationSamples()
    {
        var day = new DateTimeOffset(2026, 11, 26, 9, 41, 0, TimeSpan.FromHours(9));
        var report = new StaffReport(12, day.AddHours(-2), Withdrawn: 1, MadeOffline: 3, new(day, "ConnectionRefused"), Calls: 2, day.AddMinutes(-20), "PN532 1.6",
            [new(Faults.Scanner, 2, new(day, "scanner: not there"))]);
        var clean = new StaffReport(0, null, 0, 0, null, 0, null, "PN532 1.6", []);

        yield return ("S24-entering", At(new Step.Entering(IsOffline: false)));
        yield return ("S24-entering-offline", At(new Step.Entering(IsOffline: true)) with { Online = false });
        yield return ("S25-not-admitted", At(new Step.NotAdmitted()));
        yield return ("S86-door-alarm", At(new Step.DoorAlarm()) with { Door = Door.HeldOpen });
        yield return ("S71-updating", At(new Step.Updating(40)));
        yield return ("S71-restarting", At(new Step.Updating(null)));
        yield return ("S72-staff", At(new Step.StaffMenu("中村")));
        yield return ("S72-staff-unnamed", At(new Step.StaffMenu(null)));
        yield return ("S73-journal", At(new Step.StaffMenu(null, StaffPage.Journal, report)));
        yield return ("S73-journal-clean", At(new Step.StaffMenu(null, StaffPage.Journal, clean)));
        yield return ("S73-journal-gathering", At(new Step.StaffMenu(null, StaffPage.Journal)));
        yield return ("S74-devices", At(new Step.StaffMenu(null, StaffPage.Devices, report)));
        yield return ("S74-devices-update-refused", At(new Step.StaffMenu(null, StaffPage.Devices, report with { Update = new(UpdatePhase.Refused, "0.2.0", null, UpdateRefusal.WrongKey, null) })));
        yield return ("S74-devices-clean", At(new Step.StaffMenu(null, StaffPage.Devices, clean)));
        yield return ("S75-test-pattern", At(new Step.StaffMenu(null, StaffPage.TestPattern, clean)));
        yield return ("S76-item", At(new Step.StaffMenu(null, StaffPage.Item, clean, new ItemDescribed(Books[2], ItemState.Available)) { Asked = new("A1") }));
        foreach (var state in Enum.GetValues<ItemState>().Where(state => state != ItemState.Available))
        {
            yield return ($"S76-{state}", At(new Step.StaffMenu(null, StaffPage.Item, clean, new ItemDescribed(Books[4], state)) { Asked = new("A1") }));
        }
        yield return ("S76-item-asking", At(new Step.StaffMenu(null, StaffPage.Item, clean) { Asked = new("A1") }));
        yield return ("S76-item-unknown", At(new Step.StaffMenu(null, StaffPage.Item, clean, new ItemUnknown()) { Asked = new("A1") }));
    }

    static IEnumerable<Sample> SiteSamples()
    {
        var idle = At(new Step.Idle());
        yield return new("S01-named", idle) { Settings = new() { LibraryName = "しらかば市立図書館" } };
        yield return new("S01-message", idle with { Wish = SiteWish.None with { LibraryName = "しらかば市立図書館", Message = "本日は館内整理のため17時に閉館します" } });
        foreach (var station in Enum.GetValues<Station>())
        {
            yield return new($"S101-setup-{station}", At(new Step.SetupMenu(IsPaired: true))) { Settings = new() { Name = "sakura-main/shelf-1", Station = station } };
        }
        yield return new("S70-here", At(new Step.Identifying())) { Settings = new() { Name = "sakura-main/counter-1" } };
        yield return new("S01-returns", idle) { Settings = new() { TakesReturns = true } };
        yield return new("S01-hold-shelf", idle) { Settings = new() { Station = Station.HoldShelf } };
        yield return new("S01-gate", idle) { Settings = new() { Station = Station.Gate, TakesTypedNumbers = false } };
        yield return new("S01-gate-offline", idle with { Online = false }) { Settings = new() { Station = Station.Gate, TakesTypedNumbers = false } };
        yield return new("S01-offline-stops", idle with { Online = false }) { Settings = new() { LendsOffline = false } };
        yield return new("S81-call-staff", At(new Step.NotKnown())) { Settings = new() { CallsStaff = true } };
    }

    static Situation At(Step step) => new(step, Language.Japanese, CardInField: false, Online: true, Faults.None);
}

/// <summary>One picture of the gallery.</summary>
public sealed record Sample(string Name, Situation Situation)
{
    public ScreenSettings Settings { get; init; } = new();
}
