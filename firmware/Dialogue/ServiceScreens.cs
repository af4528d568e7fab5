using System.Collections.Immutable;
using System.Globalization;
using Contract;
using Firmware.Screens;

namespace Firmware.Dialogue;

/// <summary>The screens of holds, loans and returns, of the gate, and of staff, in one language.</summary>
sealed class ServiceScreens(Language language)
{
    public Screen Of(Step step) => step switch
    {
        Step.StatingCount(_, var digits) => Entry("S33", ServiceTexts.HowMany, digits),
        Step.CountDiffers(var session, _) => Says("S34", [Pictogram.ScanBook], ServiceTexts.OnlyLent(session.Lent.Count), ServiceTexts.ScanTheRest) with
        {
            Left = Key('*', Texts.Finish),
            Right = Key('#', ServiceTexts.Continue),
        },
        Step.AskingHolds => Says("S40", [Pictogram.Wait], Texts.Asking, Texts.StartingDetail),
        Step.ListingHolds at => Holds(at),
        Step.AskingLoans(_, var forReceipt) => Says(forReceipt ? "S55" : "S50", [Pictogram.Wait], Texts.Asking, Texts.StartingDetail),
        Step.ListingLoans { Pending: not null } => Says("S50", [Pictogram.Wait], Texts.OneMoment),
        Step.ListingLoans at => Loans(at),
        Step.ShowingRenewals { Problem: not null } => Says("S51", [Pictogram.BookRefused], ServiceTexts.NotRenewed, Texts.GoToCounter) with { Right = Key('#', Texts.Back) },
        Step.ShowingRenewals at => Listed("S51", ServiceTexts.Renewed, at, at.Rows, (row, n) =>
            new(new($"{Listing.KeyOf(row.Number ?? n)}", null), row.Problem is null ? DateOf(row.Due) : ServiceTexts.NotRenewed.In(language).Main)) with
        { Right = Key('#', Texts.Back) },
        Step.ShowingReceipt at => Listed("S55", ServiceTexts.OnLoan, at, at.Loans, (loan, n) => new(new($"{Listing.KeyOf(n)}", null), DateOf(loan.Due))) with { Right = Key('#', Texts.Finish) },
        Step.SendingReceipt => Says("S55", [Pictogram.Wait], Texts.OneMoment),
        Step.NotNow => Says("S61", [Pictogram.NoConnection], ServiceTexts.NotNow, Texts.NotConnected) with { Right = Key('#', EnrolmentTexts.Next) },
        Step.Returning(var items, var last, var pending) => new("S35", language, new Body.Count(pending is null ? Pictogram.ScanBook : Pictogram.Wait,
            Say(pending is not null ? Texts.OneMoment : last is { } box ? ServiceTexts.PutIn(box) : Texts.ScanBook), items.Count, Say(Texts.Unit(items.Count)), !items.IsEmpty, null), IsPersonal: false)
        {
            Header = Say(ServiceTexts.Return),
            Right = pending is null ? Key('#', Texts.Finish) : null,
        },
        Step.NotReturned => Says("S36", [Pictogram.BookRefused, Pictogram.Arrow, Pictogram.Counter], ServiceTexts.NotReturned, Texts.GoToCounter) with { IsPersonal = false, Right = Key('#', ServiceTexts.Continue) },
        Step.CallingStaff(_, var isCalled) => Says("S85", [Pictogram.Counter], isCalled ? ServiceTexts.StaffCalled : Texts.OneMoment) with { Right = isCalled ? Key('#', Texts.Finish) : null },
        Step.Entering => Says("S24", [Pictogram.Smile], ServiceTexts.ComeIn) with { IsPersonal = false },
        Step.NotAdmitted => Says("S25", [Pictogram.CardRefused, Pictogram.Arrow, Pictogram.Counter], ServiceTexts.NotAdmitted, Texts.GoToCounter),
        Step.DoorAlarm => Says("S86", [Pictogram.Warning], ServiceTexts.DoorOpen) with { IsPersonal = false },
        Step.StaffMenu at => Staff(at),
        _ => throw new InvalidOperationException($"step {step.GetType().Name} has no screen"),   // the hierarchy is closed; the compiler cannot see it
    };

    Screen Holds(Step.ListingHolds at) => Listed("S40", at.Holds.IsEmpty ? ServiceTexts.NoneReady : ServiceTexts.Ready(at.Holds.Count), at, at.Holds,
        (hold, n) => new(new(hold.Slot ?? $"{n}", null), at.ShowsTitles ? hold.Title ?? "" : DateOf(hold.Until))) with
    {
        Left = Key('*', Texts.Back),
        Right = at.Holds.IsEmpty ? null : Key('#', Texts.Borrow),
        ShowsTitles = at.ShowsTitles,
    };

    Screen Loans(Step.ListingLoans at) => Listed("S50", at.Loans.IsEmpty ? ServiceTexts.NothingOnLoan : ServiceTexts.OnLoan, at, at.Loans,
        (loan, n) => new(new($"{Listing.KeyOf(n)}", null), at.ShowsTitles ? loan.Title ?? "" : DateOf(loan.Due))) with
    {
        Left = Key('*', Texts.Back),
        Right = at.Loans.IsEmpty ? null : Key('#', ServiceTexts.RenewAll),
        ShowsTitles = at.ShowsTitles,
    };

    Screen Staff(Step.StaffMenu at)
    {
        ImmutableArray<Fact> facts = at switch
        {
            { Page: StaffPage.Journal, Report: { } report } => [Fact("Unsent", report.Unsent), Fact("Calls", report.Calls), Fact("Undone", report.Withdrawn)],
            { Page: StaffPage.Devices, Report: { } report } => [new(new("Reader", null), report.Reader ?? "-"), Fact("Faults", report.Devices.Sum(device => device.Failures))],
            { Page: StaffPage.Item, Item: ItemDescribed item } => [new(new("Title", null), item.Title), new(new("State", null), item.State.ToString())],
            { Page: StaffPage.Item, Asked: null } => [new(new("Item", null), "-")],
            { Page: StaffPage.Item } => [new(new("Item", null), "…")],
            { Page: StaffPage.TestPattern } => [new(new("Test", null), "■□■□■□")],
            _ => [new(new("1", null), "Journal"), new(new("2", null), "Devices"), new(new("3", null), "Test")],
        };
        var id = at.Page switch
        {
            StaffPage.Menu => "S72",
            StaffPage.Journal => "S73",
            StaffPage.Devices => "S74",
            StaffPage.TestPattern => "S75",
            StaffPage.Item => "S76",
        };
        return new Screen(id, language, new Body.Facts(facts), IsPersonal: true)
        {
            Header = Say(ServiceTexts.StaffMode) with { Second = null },
            Left = Key('*', Texts.Back),
            ShowsTitles = at is { Page: StaffPage.Item, Item: ItemDescribed },
            WantsFullRefresh = at.Page == StaffPage.TestPattern,
        };
    }

    static Fact Fact(string label, long value) => new(new(label, null), value.ToString(CultureInfo.InvariantCulture));

    Screen Listed<T>(string id, Phrase header, IPaged at, ImmutableList<T> rows, Func<T, int, Fact> row)
    {
        var first = at.Page * Listing.Rows;
        ImmutableArray<Fact> facts = [.. rows.Skip(first).Take(Listing.Rows).Select((item, i) => row(item, first + i + 1))];
        return new Screen(id, language, facts.IsEmpty ? new Body.Message([Pictogram.Smile], Say(header)) : new Body.Facts(facts), IsPersonal: true)
        {
            Header = facts.IsEmpty ? null : Say(header),
        };
    }

    string DateOf(DateOnly? date) => date is not { } day ? "-" : language == Language.English ? Texts.EnglishDay(day) : Texts.JapaneseDate(day);

    Screen Entry(string id, Phrase main, string field) => new(id, language, new Body.Entry(Say(main), field, null, null), IsPersonal: true)
    {
        Left = Key('*', field == "" ? Texts.Back : EnrolmentTexts.Delete),
        Right = Key('#', EnrolmentTexts.Confirm),
    };

    Screen Says(string id, ImmutableArray<Pictogram> pictograms, Phrase main, Phrase? detail = null) =>
        new(id, language, new Body.Message(pictograms, Say(main), detail?.In(language)), IsPersonal: true);

    Line Say(Phrase phrase) => phrase.In(language);

    KeyHint Key(char key, Phrase does) => new(key, Say(does));
}
