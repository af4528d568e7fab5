using System.Collections.Immutable;
using Firmware.Screens;

namespace Firmware.Dialogue;

/// <summary>The screens of <see cref="EnrolmentFlow"/> and of the card itself.</summary>
sealed class EnrolmentScreens(Speech speech, ScreenSettings settings)
{
    public Screen Of(Step.Enrolling step) => step switch
    {
        Step.Choosing => speech.Screen("S10", new Body.Choices(null,
            [Key('1', EnrolmentTexts.IAmNew), Key('2', EnrolmentTexts.IHaveACard), Key('3', EnrolmentTexts.Cancel)]), isPersonal: true) with
        {
            Header = Say(EnrolmentTexts.NewCard),
            Right = speech.LanguageKey,
        },
        Step.ScanningLibraryCard(var isUnknown) => Says("S19", [Pictogram.ScanBook], EnrolmentTexts.ScanLibraryCard, isUnknown ? EnrolmentTexts.LibraryCardUnknown : null) with { Left = Key('*', Texts.Back) },
        Step.AskingLibraryCard => Says("S19", [Pictogram.Wait], Texts.Asking, Texts.StartingDetail),
        Step.ConfirmingLibraryCard(var number) => Entry("S19", EnrolmentTexts.LibraryCard, EnrolmentTexts.LastDigits, number.Length > 4 ? $"…{number[^4..]}" : number, EnrolmentTexts.IsThatRight) with
        {
            Left = Key('*', EnrolmentTexts.No),
            Right = Key('#', EnrolmentTexts.Yes),
        },
        Step.Consenting at => Consent(at),
        Step.Preparing => Says("S14", [Pictogram.KeepCard], Texts.Starting, EnrolmentTexts.LeaveCard),
        Step.EnteringPin at => Pin(at),
        Step.OfferingLastTry => Says("S83", [Pictogram.Warning], EnrolmentTexts.OneTryLeft, EnrolmentTexts.MistakeLocks) with { Left = Key('*', Texts.Finish), Right = Key('#', EnrolmentTexts.UseLastTry) },
        Step.CheckingPin => Says("S14", [Pictogram.KeepCard], EnrolmentTexts.CheckingPin, EnrolmentTexts.LeaveCard),
        Step.AskingSameNumber at => Says("S13", [Pictogram.HidePad], EnrolmentTexts.IsItTheSame, at.IsWarned ? EnrolmentTexts.StillThere : EnrolmentTexts.TextPin) with
        {
            Header = Say(EnrolmentTexts.OtherPin),
            Left = Key('*', EnrolmentTexts.Different),
            Right = Key('#', EnrolmentTexts.Same),
        },
        Step.ReadingRecords => Says("S14", [Pictogram.KeepCard], Texts.Reading, EnrolmentTexts.LeaveCard),
        Step.CheckingDetails at => speech.Screen("S15", new Body.Facts(
            [new(Say(EnrolmentTexts.Name), at.Person.Name), new(Say(EnrolmentTexts.Born), at.Person.Born), new(Say(EnrolmentTexts.Address), at.Person.Address)]), isPersonal: true) with
        {
            Header = Say(at.IsWarned ? EnrolmentTexts.StillThere : EnrolmentTexts.IsThisYou),
            Left = Key('*', EnrolmentTexts.No),
            Right = Key('#', EnrolmentTexts.Yes),
        },
        Step.EnteringPhone at => Entry("S16", EnrolmentTexts.Phone, EnrolmentTexts.PhonePlease, at.Digits,
            at.IsRefused ? EnrolmentTexts.NoPhone : at.IsWarned ? EnrolmentTexts.StillThere : EnrolmentTexts.Optional) with
        {
            Left = Key('*', at.Digits == "" ? EnrolmentTexts.Skip : EnrolmentTexts.Delete),
            Right = Key('#', EnrolmentTexts.Confirm),
        },
        Step.Registering => Says("S14", [Pictogram.Wait], EnrolmentTexts.Registering, Texts.StartingDetail),
        Step.HandingOver at => speech.Screen("S17", new Body.PhonePage(at.HandOver.Url, Say(EnrolmentTexts.Code), at.HandOver.Code, Say(EnrolmentTexts.FiveMinutes)), isPersonal: true) with
        {
            Header = Say(EnrolmentTexts.OnYourPhone),
            Left = Key('*', EnrolmentTexts.Later),
        },
        Step.Admitted({ Kind: var kind }, var handOver) => Admitted(kind, handOver) with { Right = Key('#', EnrolmentTexts.Next) },
        _ => throw new InvalidOperationException($"step {step.GetType().Name} has no screen"),   // the hierarchy is closed; the compiler cannot see it
    };

    public Screen NotEnrolled(EnrolmentProblem problem) => Says("S82", problem switch
    {
        EnrolmentProblem.NoConnection or EnrolmentProblem.NoAnswer or EnrolmentProblem.PlatformDown => [Pictogram.NoConnection, Pictogram.Arrow, Pictogram.Counter],
        EnrolmentProblem.TimedOut => [Pictogram.Wait],
        EnrolmentProblem.CardNotRead => [Pictogram.CardUnread],
        _ => [Pictogram.Warning, Pictogram.Arrow, Pictogram.Counter],
    }, EnrolmentTexts.NothingRegistered, EnrolmentTexts.Of(problem));

    public Screen Barred(CardBar bar)
    {
        var (main, advice) = EnrolmentTexts.Of(bar, settings.Office);
        return Says("S83", [Pictogram.CardRefused, Pictogram.Arrow, Pictogram.Counter], main, advice);
    }

    public Screen TypingNumber(string digits) => Entry("S05", EnrolmentTexts.LibraryCard, EnrolmentTexts.NumberPlease, digits, null) with
    {
        Left = Key('*', digits == "" ? Texts.Back : EnrolmentTexts.Delete),
        Right = Key('#', EnrolmentTexts.Confirm),
    };

    public Screen ShowingCard(Session session)
    {
        ImmutableArray<KeyHint> keys = session.MayUnlink ? [Key('1', EnrolmentTexts.TakeOff)] : [];
        return speech.Screen("S22", new Body.Choices(Say(EnrolmentTexts.Of(session.Card)), keys), isPersonal: true) with
        {
            Header = Say(EnrolmentTexts.YourCard),
            Left = Key('*', Texts.Back),
        };
    }

    public Screen ConfirmingUnlink() => Says("S23", [Pictogram.CardRefused], EnrolmentTexts.TakeOffReally, EnrolmentTexts.AfterTakingOff) with
    {
        Left = Key('*', EnrolmentTexts.No),
        Right = Key('#', EnrolmentTexts.Yes),
    };

    public Screen Unlinking() => Says("S23", [Pictogram.Wait], Texts.OneMoment);

    Screen Consent(Step.Consenting at)
    {
        ImmutableArray<Line> points = at.ShowsDetails
            ? [Say(EnrolmentTexts.LibraryKeeps), Say(EnrolmentTexts.ServiceConfirms), Say(EnrolmentTexts.DeletedAfterwards)]
            : [Say(EnrolmentTexts.FourInformation), Say(EnrolmentTexts.NeverTheNumber)];
        return speech.Screen("S11", new Body.Statement(Say(at.ShowsDetails ? EnrolmentTexts.WhoKeeps : EnrolmentTexts.WeRead), points,
            at.ShowsDetails ? null : Key('1', EnrolmentTexts.More)), isPersonal: true) with
        {
            Header = Say(at.IsWarned ? EnrolmentTexts.StillThere : EnrolmentTexts.Of(at.Purpose)),
            Left = Key('*', at.ShowsDetails ? Texts.Back : EnrolmentTexts.No),
            Right = Key('#', EnrolmentTexts.Yes),
        };
    }

    Screen Pin(Step.EnteringPin at)
    {
        var left = at.Left.Of(at.Pin);
        var note = at switch
        {
            { IsWarned: true } => EnrolmentTexts.StillThere,
            { IsLastTry: true } => EnrolmentTexts.HoldForLastTry,
            { WasWrong: true } => EnrolmentTexts.Wrong(left),
            _ => EnrolmentTexts.TriesLeft(left),
        };
        return speech.Screen("S12", new Body.Entry(Say(at.Pin == PinKind.Authentication ? EnrolmentTexts.AuthenticationPin : EnrolmentTexts.TextPin),
            $"{new string('●', at.Count)}{new string('○', Math.Max(0, 4 - at.Count))}", Pictogram.HidePad, Say(note)), isPersonal: true) with
        {
            Header = Say(EnrolmentTexts.FourDigits),
            Left = Key('*', at.Count == 0 ? EnrolmentTexts.Cancel : EnrolmentTexts.Delete),
            Right = Key('#', EnrolmentTexts.Confirm),
        };
    }

    Screen Admitted(AdmissionKind kind, HandOverEnd handOver)
    {
        var (main, detail) = EnrolmentTexts.Of(kind);
        Line? note = handOver == HandOverEnd.Later ? Say(EnrolmentTexts.RestLater) with { Second = null } : null;
        return speech.Screen("S18", new Body.Message([Pictogram.Check], Say(main), Say(detail), note), isPersonal: true);
    }

    Screen Entry(string id, Phrase header, Phrase main, string field, Phrase? note) =>
        speech.Screen(id, new Body.Entry(Say(main), field, null, note is { } noted ? Say(noted) : null), isPersonal: true) with { Header = Say(header) };

    Screen Says(string id, ImmutableArray<Pictogram> pictograms, Phrase main, Phrase? detail = null) => speech.Says(id, pictograms, main, detail);

    Line Say(Phrase phrase) => speech.Say(phrase);

    KeyHint Key(char key, Phrase does) => speech.Key(key, does);
}
