using System.Collections.Immutable;
using Firmware.Screens;

namespace Firmware.Dialogue;

/// <summary>The screens of holds, loans and returns, and of the gate.</summary>
sealed class ServiceScreens(Speech speech, ScreenSettings settings)
{
    public Screen Of(Step step) => step switch
    {
        Step.StatingCount(_, var digits) => speech.Screen("S33", new Body.Entry(speech.Say(ServiceTexts.HowMany), digits, null, speech.Say(ServiceTexts.CountTyped)), isPersonal: true) with
        {
            Left = speech.Key('*', digits == "" ? Texts.Back : EnrolmentTexts.Delete),
            Right = speech.Key('#', EnrolmentTexts.Confirm),
        },
        Step.CountDiffers(var session, var stated) => speech.Says("S34", [Pictogram.ScanBook], ServiceTexts.CountDiffers, ServiceTexts.OnlyLent(session.Lent.Count, stated)) with
        {
            Left = speech.Key('*', Texts.Finish),
            Right = speech.Key('#', ServiceTexts.ScanRest),
        },
        Step.AskingHolds => speech.Says("S40", [Pictogram.Wait], Texts.Asking, Texts.StartingDetail),
        Step.ListingHolds at => Holds(at),
        Step.AskingLoans(_, var forReceipt) => speech.Says(forReceipt ? "S55" : "S50", [Pictogram.Wait], Texts.Asking, Texts.StartingDetail),
        Step.ListingLoans { Pending: not null } => speech.Says("S50", [Pictogram.Wait], Texts.OneMoment, Texts.StartingDetail),
        Step.ListingLoans at => Loans(at),
        Step.ShowingRenewals at => Renewals(at),
        Step.ShowingReceipt at => Receipt(at),
        Step.SendingReceipt => speech.Says("S55", [Pictogram.Mail], ServiceTexts.Sending, Texts.StartingDetail),
        Step.NotNow => speech.Says("S61", [Pictogram.NoConnection], ServiceTexts.NotNow, Texts.NotConnected) with { Left = speech.LanguageKey, Right = speech.Key('#', EnrolmentTexts.Next) },
        Step.Returning at => Returning(at),
        Step.NotReturned at => NotReturned(at.Problem),
        Step.CallingStaff(_, var isCalled) => isCalled
            ? speech.Says("S85", [Pictogram.Counter, Pictogram.Check], ServiceTexts.StaffCalled, Texts.StartingDetail) with { Right = speech.Key('#', Texts.Finish) }
            : speech.Says("S85", [Pictogram.Counter], ServiceTexts.Calling, Texts.StartingDetail),
        Step.Entering => speech.Says("S24", [Pictogram.DoorOpen], ServiceTexts.ComeIn, isPersonal: false),
        Step.NotAdmitted => speech.Says("S25", [Pictogram.CardRefused, Pictogram.Arrow, Pictogram.Counter], ServiceTexts.NotAdmitted, Texts.GoToCounter),
        Step.DoorAlarm => speech.Says("S86", [Pictogram.Warning, Pictogram.DoorOpen], ServiceTexts.DoorOpen, isPersonal: false) with { Left = speech.LanguageKey },
        _ => throw new InvalidOperationException($"step {step.GetType().Name} has no screen"),   // the hierarchy is closed; the compiler cannot see it
    };

    Screen Holds(Step.ListingHolds at)
    {
        if (at.Holds.IsEmpty)
        {
            return speech.Says("S40", [Pictogram.Shelf], ServiceTexts.NoneReady, at.Others > 0 ? ServiceTexts.OthersWait(at.Others) : null) with
            {
                Header = at.IsWarned ? speech.Say(EnrolmentTexts.StillThere) : null,
                Left = speech.Key('*', Texts.Back),
            };
        }
        return List("S40", at.IsWarned ? EnrolmentTexts.StillThere : ServiceTexts.Ready(at.Holds.Count), PageOf(at, at.Holds, (hold, _) => new(
            hold.Slot is { } slot ? new(slot, null) : speech.Say(ServiceTexts.AskForIt) with { Second = null },
            at.ShowsTitles ? Title(hold.Title) : hold.Until is { } until ? speech.Say(ServiceTexts.Until(speech.Day(until))) with { Second = null } : null)
        {
            Sign = hold.Slot is null ? Pictogram.Counter : Pictogram.Shelf,
        })) with
        {
            Left = speech.Key('*', Texts.Back),
            Keys = [.. TitlesKey('3'), .. PageKey(at)],
            Right = speech.Key('#', ServiceTexts.PickUp),
            ShowsTitles = at.ShowsTitles,
        };
    }

    Screen Loans(Step.ListingLoans at)
    {
        if (at.Loans.IsEmpty)
        {
            return speech.Says("S50", [Pictogram.Smile], ServiceTexts.NothingOnLoan) with { Left = speech.Key('*', Texts.Back) };
        }
        ImmutableArray<KeyHint> keys = [.. TitlesKey('9'), .. PageKey(at)];
        return List("S50", ServiceTexts.OnLoan(at.Loans.Count), PageOf(at, at.Loans, (loan, number) =>
            new(at.ShowsTitles ? Title(loan.Title) : DayOf(loan.Due), at.ShowsTitles || !loan.IsOverdue ? null : speech.Say(ServiceTexts.Overdue) with { Second = null })
            {
                Key = (char)('0' + Listing.KeyOf(number)),
                Number = number > Listing.Rows ? number : null,   // else the key says it
                Sign = loan.IsOverdue ? Pictogram.Warning : null,
            })) with
        {
            Left = speech.Key('*', Texts.Back),
            Keys = keys,
            Right = speech.Key('#', keys.Length > 1 ? ServiceTexts.RenewAllShort : ServiceTexts.RenewAll),
            ShowsTitles = at.ShowsTitles,
        };
    }

    Screen Renewals(Step.ShowingRenewals at) => (at.Rows.IsEmpty
        ? speech.Says("S51", at.Problem is RenewalProblem.NoAnswer ? [Pictogram.NoConnection, Pictogram.Arrow, Pictogram.Counter] : [Pictogram.BookRefused],
            ServiceTexts.NotRenewed, ServiceTexts.Of(at.Problem ?? RenewalProblem.NoAnswer))
        : List("S51", ServiceTexts.Renewals, PageOf(at, at.Rows, (row, _) => new(
            row.Problem is { } problem ? speech.Say(ServiceTexts.Of(problem)) with { Second = null } : DayOf(row.Due), null)
        {
            Number = row.Number,
            Sign = row.Problem is null ? Pictogram.Check : Pictogram.Warning,
        }))) with
    {
        Keys = PageKey(at),
        Right = speech.Key('#', Texts.Back),
    };

    Screen Receipt(Step.ShowingReceipt at) => (at.Loans.IsEmpty
        ? speech.Says("S55", [Pictogram.Smile], ServiceTexts.NothingOnLoan)
        : List("S55", ServiceTexts.OnLoan(at.Loans.Count), PageOf(at, at.Loans, (loan, number) =>
            new(DayOf(loan.Due), loan.IsOverdue ? speech.Say(ServiceTexts.Overdue) with { Second = null } : null)
            {
                Number = number,
                Sign = loan.IsOverdue ? Pictogram.Warning : null,
            }))) with
    {
        Keys = PageKey(at),
        Right = speech.Key('#', Texts.Finish),
    };

    Screen Returning(Step.Returning at)
    {
        var (pictogram, main) = at switch
        {
            { Pending: not null } => (Pictogram.Wait, Texts.OneMoment),
            { Last: ReturnBox.Staff } => (Pictogram.Counter, ServiceTexts.PutIn(ReturnBox.Staff)),
            { Last: { } box } => (Pictogram.Box, ServiceTexts.PutIn(box)),
            _ => (Pictogram.ScanBook, ServiceTexts.ScanReturn),
        };
        var unit = speech.Say(Texts.Unit(at.Items.Count));
        return speech.Screen("S35", new Body.Count(pictogram, speech.Say(main), at.Items.Count, speech.Language == Language.Japanese ? unit : unit with { Second = null }, !at.Items.IsEmpty,
            at.Items.IsEmpty ? null : speech.Say(ServiceTexts.Returned)), isPersonal: false) with
        {
            Header = speech.Say(ServiceTexts.ReturnItems),
            Left = speech.LanguageKey,
            Right = at.Pending is null ? speech.Key('#', Texts.Finish) : null,   // nothing ends while an item is on its way
        };
    }

    Screen NotReturned(ReturnProblem problem)
    {
        (ImmutableArray<Pictogram> Pictograms, Phrase Main) says = problem switch
        {
            ReturnProblem.NotRead => ([Pictogram.ScanBook], Texts.CouldNotRead),
            ReturnProblem.PublishersBarcode => ([Pictogram.ScanBook], Texts.OtherBarcode),
            ReturnProblem.PatronsCard => ([Pictogram.CardRefused], Texts.ThatIsACard),
            ReturnProblem.NotOnLoan => ([Pictogram.BookRefused, Pictogram.Arrow, Pictogram.Counter], ServiceTexts.NoNeedToReturn),
            ReturnProblem.NoAnswer => ([Pictogram.NoConnection, Pictogram.Arrow, Pictogram.Counter], ServiceTexts.NotReturned),
            ReturnProblem.Unknown or ReturnProblem.SeeStaff => ([Pictogram.BookRefused, Pictogram.Arrow, Pictogram.Counter], ServiceTexts.NotReturned),
        };
        return speech.Says("S36", says.Pictograms, says.Main, ServiceTexts.Of(problem), isPersonal: false) with { Right = speech.Key('#', Texts.Back) };
    }

    Screen List(string id, Phrase header, ImmutableArray<Row> rows) => speech.Screen(id, new Body.List(rows), isPersonal: true) with { Header = speech.Say(header) };

    /// <param name="row">Of an item and its place in the whole list, from 1.</param>
    static ImmutableArray<Row> PageOf<T>(IPaged at, ImmutableList<T> all, Func<T, int, Row> row)
    {
        var first = at.Page * Listing.Rows;
        return [.. all.Skip(first).Take(Listing.Rows).Select((item, i) => row(item, first + i + 1))];
    }

    ImmutableArray<KeyHint> TitlesKey(char key) => settings.ShowsTitles ? [speech.Key(key, ServiceTexts.Titles)] : [];

    ImmutableArray<KeyHint> PageKey(IPaged at) => at.Length > Listing.Rows ? [speech.Key('0', ServiceTexts.NextPage)] : [];

    Line DayOf(DateOnly? date) => date is { } day ? new(speech.Day(day), null) : speech.Say(ServiceTexts.NoDay) with { Second = null };

    Line Title(string? title) => title is null ? speech.Say(ServiceTexts.NoTitle) with { Second = null } : new(title, null) { IsName = true };
}
