using System.Collections.Immutable;
using System.Globalization;
using Contract;
using Firmware.Screens;

namespace Firmware.Dialogue;

/// <summary>What a site decides about its screens.</summary>
public sealed record ScreenSettings
{
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

    /// <summary>The municipal office that helps with cards: 白樺市役所. A general word when null.</summary>
    public string? Office { get; init; }
}

/// <summary>Every step as a screen. Pure; the words are in <see cref="Texts"/>, the shapes in <see cref="ScreenLayout"/>.</summary>
public static class Screens
{
    public static Screen For(Situation situation, ScreenSettings settings)
    {
        var screen = Of(situation, settings);
        return situation.Faults.HasFlag(Faults.PinPad) ? WithoutKeys(screen) : screen;
    }

    static Screen Of(Situation situation, ScreenSettings settings)
    {
        var language = situation.Language;
        var enrolment = new EnrolmentScreens(language, settings);
        var service = new ServiceScreens(language);
        return situation.Step switch
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
            Step.Reading { Asked: null } => Says("S02", [Pictogram.KeepCard], Texts.Reading, Texts.UntilSound),
            Step.Reading => Says("S02", [Pictogram.KeepCard], Texts.Asking, Texts.UntilSound),
            Step.RemovedEarly(WasEnrolling: true) => Says("S03", [Pictogram.PlaceCard], Texts.PlaceAgain, EnrolmentTexts.NothingRegistered) with { IsPersonal = true },
            Step.RemovedEarly => Says("S03", [Pictogram.PlaceCard], Texts.PlaceAgain, Texts.UntilSound),
            Step.Recognised(var session) => Recognised(session),
            Step.Scanning(var session, var pending, _) => Scanning(session, isWaiting: pending is not null),
            Step.Refused(_, var problem) => Refused(problem),
            Step.Done(var session) => Done(session),
            Step.Offline => Says("S60", [Pictogram.NoConnection, Pictogram.Arrow, Pictogram.Counter], Texts.NotConnected, Texts.GoToCounter),
            Step.Unreadable(var problem) => Unreadable(problem),
            Step.NotKnown => Says("S81", [Pictogram.CardUnknown, Pictogram.Arrow, Pictogram.Counter], Texts.NotKnown, Texts.GoToCounter) with { IsPersonal = true },
            Step.ServiceError(var code) => ServiceError(code),
            Step.NotAllowed => Says("S84", [Pictogram.CardRefused, Pictogram.Arrow, Pictogram.Counter], Texts.NotAllowed, Texts.GoToCounter) with { IsPersonal = true },
            Step.OutOfService => OutOfService(situation.Faults),
            Step.ForgottenCard => Says("S98", [Pictogram.TakeCard], Texts.ForgottenCard, Texts.TakeCard),
            Step.Goodbye(var farewell) => Goodbye(farewell),
            Step.StatingCount or Step.CountDiffers or Step.AskingHolds or Step.ListingHolds or Step.AskingLoans or Step.ListingLoans or Step.ShowingRenewals
                or Step.ShowingReceipt or Step.SendingReceipt or Step.NotNow or Step.Returning or Step.NotReturned or Step.CallingStaff
                or Step.Entering or Step.NotAdmitted or Step.DoorAlarm or Step.StaffMenu => service.Of(situation.Step),
            _ => throw new InvalidOperationException($"step {situation.Step.GetType().Name} has no screen"),   // the hierarchy is closed; the compiler cannot see it
        };

        Line Say(Phrase phrase) => phrase.In(language);

        KeyHint Key(char key, Phrase does) => new(key, Say(does));

        Screen Says(string id, ImmutableArray<Pictogram> pictograms, Phrase main, Phrase? detail = null) =>
            new(id, language, new Body.Message(pictograms, Say(main), detail?.In(language)), IsPersonal: false);

        Screen Idle()
        {
            // There is room for one of three beside the sentence that matters: the banner, else the library's name, else which cards.
            Line? name = situation.Online && settings.LibraryName is { } library ? new Line(library, null) : null;
            Line? cards = situation.Online && name is null ? Say(Texts.WhichCards) with { Second = null } : null;
            return new("S01", language, new Body.Message([Pictogram.PlaceCard], Say(Texts.PlaceCard), Note: cards), IsPersonal: false)
            {
                Header = name,
                Banner = situation.Online ? null : Say(settings.LendsOffline ? Texts.OfflineLends : Texts.OfflineStops),
                Left = Key('0', Texts.ChangeLanguage),
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
            var badges = ImmutableArray.CreateBuilder<Badge>(2);
            if (session.Account is { HoldsReady: > 0 and var holds })
            {
                badges.Add(new(Say(Texts.HoldsReady(holds)), IsWarning: false));
            }
            if (session.Account is { Overdue: > 0 and var overdue })
            {
                badges.Add(new(Say(Texts.OverdueItems(overdue)), IsWarning: true));
            }
            Line? scan = badges.Count == 0 ? Say(Texts.OrScanBook) : null;   // the next screen says it again
            return new("S20", language, session.May.HasFlag(Operations.Loan)
                ? new Body.Offer(Key('1', Texts.Borrow), scan, Key('4', EnrolmentTexts.YourCard), badges.DrainToImmutable())
                : new Body.Offer(null, null, Key('4', EnrolmentTexts.YourCard), badges.DrainToImmutable()), IsPersonal: true)
            {
                Header = Say(Texts.Hello),
                Left = Key('*', Texts.Finish),
                Right = Key('0', Texts.ChangeLanguage),
            };
        }

        Screen Scanning(Session session, bool isWaiting)
        {
            var (pictogram, main) = (isWaiting, session) switch
            {
                (true, _) => (Pictogram.Wait, Texts.OneMoment),
                (_, { Remaining: 0 }) => (Pictogram.BookRefused, Texts.LimitIsFull),
                (_, { Lent.IsEmpty: true }) => (Pictogram.ScanBook, Texts.ScanBook),
                _ => (Pictogram.ScanBook, Texts.ScanNext),
            };
            Line? rest = session switch
            {
                { Lent: [.., { IsOffline: true }] } => Say(Texts.SentLater),
                { Remaining: { } remaining, Account: { } account } => Say(Texts.MoreToBorrow(remaining, account.Limit)),
                _ => null,
            };
            var unit = Say(Texts.Unit(session.Lent.Count));
            if (language == Language.English)
            {
                unit = unit with { Second = null };   // "2 items さつ" helps nobody
            }
            return new("S30", language, new Body.Count(pictogram, Say(main), session.Lent.Count, unit, !session.Lent.IsEmpty, rest), IsPersonal: true)
            {
                Header = Say(Texts.Borrow),
                Left = Key('0', Texts.ChangeLanguage),
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
            var year = due.Year.ToString(CultureInfo.InvariantCulture);
            var (date, yearBeside, second) = language switch
            {
                Language.Japanese => (Texts.JapaneseDate(due), (string?)null, (string?)$"{label.En} {Texts.EnglishDay(due)} {year}"),
                Language.EasyJapanese => (Texts.EasyDate(due), null, null),
                Language.English => (Texts.EnglishDay(due), year, $"{label.Ja} {Texts.JapaneseDate(due)}"),
            };
            var note = session.Lent.Any(item => item.IsOffline) ? Texts.SentLater.In(language) : (Line?)null;
            return new("S32", language, new Body.Receipt(Say(Texts.Borrowed(session.Lent.Count)), Say(label), date, yearBeside, second, note), IsPersonal: true)
            {
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
            new("S82", language, new Body.Message([Pictogram.Warning, Pictogram.Arrow, Pictogram.Counter], Say(Texts.NotWorking), Say(Texts.OnlyCheckedIsBorrowed), new(code, null)), IsPersonal: false);

        Screen OutOfService(Faults faults)
        {
            var missing = Enum.GetValues<Faults>().Where(fault => fault != Faults.None && faults.HasFlag(fault)).Select(fault => language == Language.English ? Texts.Of(fault).En : Texts.Of(fault).Ja);
            Line? note = faults == Faults.None ? null : new(string.Join(" / ", missing), null);
            return new("S90", language, new Body.Message([Pictogram.OutOfService, Pictogram.Arrow, Pictogram.Counter], Say(Texts.OutOfService), Say(Texts.GoToCounter), note), IsPersonal: false);
        }
    }

    /// <summary>A pad that does not work is not pointed at: scanning begins, and taking the card away ends.</summary>
    static Screen WithoutKeys(Screen screen) => screen with
    {
        Left = null,
        Right = null,
        Body = screen.Body switch
        {
            Body.Offer offer => offer with { Borrow = null, Card = null, Scan = offer.Borrow is null ? null : Texts.ScanToBegin.In(screen.Language) },
            Body.Choices choices => choices with { Keys = [] },
            Body.Statement statement => statement with { More = null },
            var other => other,
        },
    };
}
