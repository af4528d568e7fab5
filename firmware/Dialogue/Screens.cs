using System.Collections.Immutable;
using Contract;
using Firmware.Screens;

namespace Firmware.Dialogue;

/// <summary>What a site decides about its screens.</summary>
public sealed record ScreenSettings
{
    /// <summary>Of the appliance, for who looks for it; empty while nobody has named it.</summary>
    public string Name { get; init; } = "";

    /// <summary>In the band over the idle screen; none when null.</summary>
    public string? LibraryName { get; init; }

    /// <summary>Whether the site lends while the bridge is away; the idle screen says which.</summary>
    public bool LendsOffline { get; init; } = true;

    /// <summary>Whether the number of a library card may be typed; the idle screen says so.</summary>
    public bool TakesTypedNumbers { get; init; } = true;

    /// <summary>What the appliance is for; the idle screen says it.</summary>
    public Station Station { get; init; } = Station.Counter;

    /// <summary>Whether 1 on the idle screen begins to take items back.</summary>
    public bool TakesReturns { get; init; }

    /// <summary>Whether 9 calls staff where a screen sends people to the counter: see <see cref="DialogueFlow.MayCallStaff"/>.</summary>
    public bool CallsStaff { get; init; }

    /// <summary>Whether 3 on S40 and 9 on S50 show titles.</summary>
    public bool ShowsTitles { get; init; } = true;

    /// <summary>Main lines as large as they fit, and no second lines.</summary>
    public bool HasLargeText { get; init; }

    /// <summary>The municipal office that helps with cards: 白樺市役所. A general word when null.</summary>
    public string? Office { get; init; }
}

/// <summary>Every step as a screen. Pure; the words are in <see cref="Texts"/>, the shapes in <see cref="ScreenLayout"/>.</summary>
public static class Screens
{
    public static Screen For(Situation situation, ScreenSettings settings)
    {
        var speech = new Speech(situation.Language, settings.HasLargeText);
        var screen = Of(situation, settings, speech);
        return situation.Faults.HasFlag(Faults.PinPad) ? WithoutKeys(screen, speech) : screen;
    }

    static Screen Of(Situation situation, ScreenSettings settings, Speech speech)
    {
        var language = situation.Language;
        var enrolment = new EnrolmentScreens(speech, settings);
        var screen = situation.Step switch
        {
            Step.Enrolling enrolling => enrolment.Of(enrolling),
            Step.NotEnrolled(var problem) => enrolment.NotEnrolled(problem),
            Step.Barred(var bar) => enrolment.Barred(bar),
            Step.TypingNumber(var digits) => enrolment.TypingNumber(digits),
            Step.ShowingCard(var session) => enrolment.ShowingCard(session),
            Step.ConfirmingUnlink => enrolment.ConfirmingUnlink(),
            Step.Unlinking => enrolment.Unlinking(),
            Step.Starting => Says("S00", [Pictogram.Wait], Texts.Starting, Texts.StartingDetail),
            Step.Idle => Idle(),
            Step.Identifying => speech.Says("S70", [Pictogram.Smile], StaffTexts.HereItIs, note: new Line(settings.Name, null), isPersonal: false),
            Step.Reading { Asked: null } => Says("S02", [Pictogram.KeepCard], Texts.Reading, Texts.UntilSound),
            Step.Reading => Says("S02", [Pictogram.KeepCard], Texts.Asking, Texts.UntilSound),
            Step.RemovedEarly(WasEnrolling: true) => Says("S03", [Pictogram.PlaceCard], Texts.PlaceAgain, EnrolmentTexts.NothingRegistered) with { IsPersonal = true },
            Step.RemovedEarly => Says("S03", [Pictogram.PlaceCard], Texts.PlaceAgain, Texts.UntilSound),
            Step.Recognised(var session) => Recognised(session),
            Step.Scanning at => Scanning(at),
            Step.Refused(_, var problem) => Refused(problem),
            Step.Done(var session) => Done(session),
            Step.Offline => Says("S60", [Pictogram.NoConnection, Pictogram.Arrow, Pictogram.Counter], Texts.NotConnected, Texts.GoToCounter),
            Step.Unreadable(var problem) => Unreadable(problem),
            Step.NotKnown => Says("S81", [Pictogram.CardUnknown, Pictogram.Arrow, Pictogram.Counter], Texts.NotKnown, Texts.GoToCounter) with { IsPersonal = true },
            Step.ServiceError(var code) => ServiceError(code),
            Step.NotAllowed => Says("S84", [Pictogram.CardRefused, Pictogram.Arrow, Pictogram.Counter], Texts.NotAllowed, Texts.GoToCounter) with { IsPersonal = true },
            Step.OutOfService => OutOfService(situation.Faults),
            Step.Updating({ } percent) => speech.Says("S71", [Pictogram.Wait], ServiceTexts.Updating, ServiceTexts.KeepPower, new Line($"{percent} %", null), isPersonal: false),
            Step.Updating => Says("S71", [Pictogram.Wait], ServiceTexts.Restarting, ServiceTexts.KeepPower),
            Step.ForgottenCard => Says("S98", [Pictogram.TakeCard], Texts.ForgottenCard, Texts.TakeCard),
            Step.Goodbye(var farewell) => Goodbye(farewell),
            Step.StaffMenu at => new StaffScreens(speech).Of(at),
            Step.SettingUp at => new SetupScreens(speech, settings).Of(at),
            Step.StatingCount or Step.CountDiffers or Step.AskingHolds or Step.ListingHolds or Step.AskingLoans or Step.ListingLoans or Step.ShowingRenewals
                or Step.ShowingReceipt or Step.SendingReceipt or Step.NotNow or Step.Returning or Step.NotReturned or Step.CallingStaff
                or Step.Entering or Step.NotAdmitted or Step.DoorAlarm => new ServiceScreens(speech, settings).Of(situation.Step),
            _ => throw new InvalidOperationException($"step {situation.Step.GetType().Name} has no screen"),   // the hierarchy is closed; the compiler cannot see it
        };
        return settings.CallsStaff && DialogueFlow.MayCallStaff(situation.Step) ? screen with { Keys = [.. screen.Keys, Key('9', ServiceTexts.CallStaff)] } : screen;

        Line Say(Phrase phrase) => speech.Say(phrase);

        KeyHint Key(char key, Phrase does) => speech.Key(key, does);

        Screen Says(string id, ImmutableArray<Pictogram> pictograms, Phrase main, Phrase? detail = null) => speech.Says(id, pictograms, main, detail, isPersonal: false);

        Screen Idle()
        {
            // There is room for one of three beside the sentence that matters: the banner, else the library's name, else which cards.
            Line? name = situation.Online && (situation.Wish.LibraryName ?? settings.LibraryName) is { } library ? new Line(library, null) { IsName = true } : null;
            Line? cards = situation.Online && name is null && !settings.HasLargeText ? Say(Texts.WhichCards) with { Second = null } : null;
            Line? message = situation.Wish.Message is { } sentence ? new Line(sentence, null) { IsName = true } : null;
            var main = settings.Station switch
            {
                Station.Counter => Texts.PlaceCard,
                Station.HoldShelf => ServiceTexts.TapForHolds,
                Station.Gate => ServiceTexts.TapToEnter,
            };
            return speech.Screen("S01", new Body.Message([Pictogram.PlaceCard], Say(main), Note: message ?? cards), isPersonal: false) with
            {
                Header = name,
                Banner = situation.Online ? null : Say(settings.Station == Station.Gate ? Texts.NotConnected : settings.LendsOffline ? Texts.OfflineLends : Texts.OfflineStops),
                Left = speech.LanguageKey,
                Keys = settings.TakesReturns ? [Key('1', ServiceTexts.ReturnItems)] : [],
                Right = settings.TakesTypedNumbers ? Key('#', EnrolmentTexts.TypeNumber) : null,
            };
        }

        Screen Goodbye(Farewell farewell)
        {
            var main = farewell switch
            {
                Farewell.Thanks => Texts.ThankYou,
                Farewell.Unlinked => EnrolmentTexts.TakenOff,
                Farewell.NothingRegistered => EnrolmentTexts.NothingRegistered,
                Farewell.AwaitsStaff => EnrolmentTexts.Of(AdmissionKind.AwaitsStaff).Main,
                Farewell.ReceiptByMail => ServiceTexts.ByMail,
            };
            return situation.CardInField ? Says("S99", [Pictogram.TakeCard], main, Texts.TakeCard) : Says("S99", [farewell == Farewell.NothingRegistered ? Pictogram.CardRefused : Pictogram.Smile], main);
        }

        Screen Recognised(Session session)
        {
            Badge? holds = session.Account is { HoldsReady: > 0 and var ready } ? new(Say(Texts.HoldsReady(ready)), IsWarning: false, ready) : null;
            Badge? late = session.Account is { Overdue: > 0 and var overdue } ? new(Say(Texts.OverdueItems(overdue)), IsWarning: true, overdue) : null;
            MenuRow? borrow = session.May.HasFlag(Operations.Loan) ? new(Key('1', Texts.Borrow)) : null;
            MenuRow? waiting = session.May.HasFlag(Operations.Holds) && session.Pass is not null ? new(Key('2', ServiceTexts.Holds), holds) : null;
            MenuRow? loans = session.May.HasFlag(Operations.Renew) && session.MayList ? new(Key('3', ServiceTexts.MyLoans), late) : null;
            var card = new MenuRow(Key('4', EnrolmentTexts.YourCard));
            ImmutableArray<Badge> badges = [.. new[] { holds, late }.OfType<Badge>()];
            Body body = waiting is null && loans is null
                ? new Body.Offer(borrow?.Key, borrow is null || !badges.IsEmpty ? null : Say(Texts.OrScanBook), card.Key, badges)
                : new Body.Menu([.. new[] { borrow, waiting, loans, card }.OfType<MenuRow>()]);
            return speech.Screen("S20", body, isPersonal: true) with
            {
                Header = Say(Texts.Hello),
                Left = Key('*', Texts.Finish),
                Right = speech.LanguageKey,
            };
        }

        Screen Scanning(Step.Scanning at)
        {
            var (session, isWaiting) = (at.Session, at.Pending is not null);
            var (pictogram, main) = (isWaiting, session) switch
            {
                (true, _) => (Pictogram.Wait, Texts.OneMoment),
                _ when at.IsWarned => (Pictogram.Warning, EnrolmentTexts.StillThere),
                (_, { Remaining: 0 }) => (Pictogram.BookRefused, Texts.LimitIsFull),
                (_, { PickUp: [] }) => (Pictogram.Check, ServiceTexts.PickedUp),
                (_, { PickUp: not null }) => (Pictogram.Shelf, ServiceTexts.TakeFromShelf),
                (_, { Lent.IsEmpty: true }) => (Pictogram.ScanBook, Texts.ScanBook),
                _ => (Pictogram.ScanBook, Texts.ScanNext),
            };
            Line? rest = session switch
            {
                { Lent: [.., { IsOffline: true }] } => Say(Texts.SentLater),
                { PickUp: { Count: > 0 and var left } } => Say(ServiceTexts.StillOnShelf(left)),
                { Remaining: { } remaining, Account: { } account } => Say(Texts.MoreToBorrow(remaining, account.Limit)),
                _ => null,
            };
            var unit = Say(Texts.Unit(session.Lent.Count));
            if (language != Language.Japanese)
            {
                unit = unit with { Second = null };   // "2 items さつ" helps nobody
            }
            var header = session.PickUp is [var next, ..] && next.Slot is { } slot ? ServiceTexts.Shelf(slot) : Texts.Borrow;
            return speech.Screen(session.PickUp is null ? "S30" : "S41", new Body.Count(pictogram, Say(main), session.Lent.Count, unit, !session.Lent.IsEmpty, rest), isPersonal: true) with
            {
                Header = Say(header),
                Left = speech.LanguageKey,
                Right = isWaiting ? null : Key('#', Texts.Finish),   // nothing ends while an item is on its way
            };
        }

        Screen Refused(ItemProblem problem)
        {
            (ImmutableArray<Pictogram> Pictograms, Phrase Main) says = problem switch
            {
                ItemProblem.NotRead => ([Pictogram.ScanBook], Texts.CouldNotRead),
                ItemProblem.PublishersBarcode => ([Pictogram.ScanBook], Texts.OtherBarcode),
                ItemProblem.PatronsCard => ([Pictogram.CardRefused], Texts.ThatIsACard),
                ItemProblem.AlreadyYours => ([Pictogram.Check], Texts.AlreadyYours),
                ItemProblem.Unknown or ItemProblem.SeeStaff => ([Pictogram.BookRefused, Pictogram.Arrow, Pictogram.Counter], Texts.NotLent),
                ItemProblem.NoAnswer => ([Pictogram.NoConnection, Pictogram.Arrow, Pictogram.Counter], Texts.NotLent),
                ItemProblem.OnLoan or ItemProblem.OnHold or ItemProblem.InLibraryOnly or ItemProblem.LimitReached
                    or ItemProblem.Overdue or ItemProblem.OfflineLimit or ItemProblem.CardMayNot => ([Pictogram.BookRefused], Texts.NotLent),
            };
            return Says("S31", says.Pictograms, says.Main, Texts.Of(problem)) with { IsPersonal = true, Left = Key('*', Texts.Finish), Right = Key('#', Texts.Back) };
        }

        Screen Done(Session session)
        {
            if (session.FirstDue is not { } due)
            {
                return Says("S32", [Pictogram.Smile], Texts.NothingBorrowed) with { IsPersonal = true, Right = Key('#', Texts.Finish) };
            }
            var label = session.Lent.All(item => item.Due == due) ? Texts.ReturnBy : Texts.FirstReturnBy;
            var (date, year) = Dates.Of(due, language);
            var second = (language, settings.HasLargeText) switch
            {
                (Language.EasyJapanese, _) or (_, true) => null,
                (Language.Japanese, _) => $"{label.En} {Dates.English(due)} {Dates.YearOf(due)}",
                _ => $"{label.Ja} {Dates.Japanese(due)}",
            };
            Line? note = session.Lent.Any(item => item.IsOffline) ? Say(Texts.SentLater) : null;
            return speech.Screen("S32", new Body.Receipt(Say(Texts.Borrowed(session.Lent.Count)), Say(label), date, year, second, note), isPersonal: true) with
            {
                Left = session.MayMail ? Key('1', ServiceTexts.MailKey) : null,
                Keys = session.MayList ? [Key('2', ServiceTexts.ListKey)] : [],
                Right = Key('#', Texts.Finish),
            };
        }

        Screen Unreadable(CardProblem problem)
        {
            var (main, advice) = Texts.Of(problem);
            var pictogram = problem switch
            {
                CardProblem.NotRead => Pictogram.CardUnread,
                CardProblem.SeveralCards => Pictogram.OneCard,
                CardProblem.OtherCard => Pictogram.CardRefused,
            };
            return Says("S80", [pictogram], main, advice);
        }

        Screen ServiceError(string code) =>
            speech.Says("S82", [Pictogram.Warning, Pictogram.Arrow, Pictogram.Counter], Texts.NotWorking, Texts.OnlyCheckedIsBorrowed, new(code, null), isPersonal: false);

        Screen OutOfService(Faults faults)
        {
            var missing = Enum.GetValues<Faults>().Where(fault => fault != Faults.None && faults.HasFlag(fault)).Select(fault => Say(Texts.Of(fault)).Main);
            Line? note = faults == Faults.None ? null : new(string.Join(" / ", missing), null);
            return speech.Says("S90", [Pictogram.OutOfService, Pictogram.Arrow, Pictogram.Counter], Texts.OutOfService, Texts.GoToCounter, note, isPersonal: false);
        }
    }

    /// <summary>A pad that does not work is not pointed at: scanning begins, and taking the card away ends.</summary>
    static Screen WithoutKeys(Screen screen, Speech speech) => screen with
    {
        Left = null,
        Keys = [],
        Right = null,
        Body = screen.Body switch
        {
            Body.Offer offer => offer with { Borrow = null, Card = null, Scan = offer.Borrow is null ? null : speech.Say(Texts.ScanToBegin) },
            Body.Menu menu => new Body.Offer(null, menu.Rows[0].Key.Key == '1' ? speech.Say(Texts.ScanToBegin) : null, null, [.. menu.Rows.Select(row => row.Badge).OfType<Badge>()]),
            Body.List list => list with { Rows = [.. list.Rows.Select(row => row with { Key = null, Number = row.Number ?? (row.Key is { } key ? key - '0' : null) })] },
            Body.Choices choices => choices with { Keys = [] },
            Body.Statement statement => statement with { More = null },
            var other => other,
        },
    };
}
