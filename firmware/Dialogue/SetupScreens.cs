using Firmware.Screens;

namespace Firmware.Dialogue;

/// <summary>The screens of <see cref="SetupFlow"/>.</summary>
sealed class SetupScreens(Speech speech, ScreenSettings settings)
{
    public Screen Of(Step.SettingUp step) => step switch
    {
        Step.SetupMenu(var isPaired) => Page("S101", new Body.Choices(null,
            [speech.Key('1', !isPaired ? SetupTexts.Connect : settings.Name == "" ? SetupTexts.WhatItIs : SetupTexts.Of(settings.Station)), speech.Key('2', SetupTexts.Network), speech.Key('3', SetupTexts.ThisAppliance)])) with
        {
            Header = speech.Say(SetupTexts.SetUp),
            Left = isPaired ? speech.Key('*', SetupTexts.ToWork) : speech.LanguageKey,
            Keys = isPaired ? [speech.LanguageKey] : [],
            Right = isPaired ? speech.Key('9', SetupTexts.Erase) : null,
        },
        Step.ChoosingBridge(var found) => Page("S112", new Body.Choices(null, [.. found.Select((bridge, i) => new KeyHint((char)('1' + i), new Line(bridge.Name, bridge.Address.Authority) { IsName = true }))])) with
        {
            Header = speech.Say(SetupTexts.WhichServer),
            Left = speech.Key('*', Texts.Back),
            Keys = [speech.LanguageKey],
            Right = speech.Key('#', SetupTexts.Another),
        },
        Step.TypingAddress at => Page("S102", new Body.Entry(speech.Say(SetupTexts.BridgeAddress), at.Typed, null,
            speech.Say(at.IsRefused ? SetupTexts.NoAddress : at.Typed == "" ? SetupTexts.TypeOrScan : SetupTexts.HeldClears))) with
        {
            Left = speech.Key('*', SetupTexts.Dot),
            Right = speech.Key('#', EnrolmentTexts.Confirm),
        },
        Step.Contacting at => Says("S103", [Pictogram.Wait], SetupTexts.Contacting, At(at.Bridge)) with { Left = speech.Key('*', EnrolmentTexts.Cancel) },
        Step.ShowingPairingCode(_, var offer) => Page("S104", new Body.PairingPage(offer.Page, Word(SetupTexts.Code), offer.UserCode, Word(SetupTexts.SameDigits), offer.Comparison)) with
        {
            Header = speech.Say(SetupTexts.TypeOnConsole),
            Left = speech.Key('*', EnrolmentTexts.Cancel),
            Right = speech.LanguageKey,
        },
        Step.NotPaired at => Says("S105", [Pictogram.NoConnection], SetupTexts.NotConnected, At(at.Bridge), SetupTexts.Of(at.Why)) with
        {
            Left = speech.Key('*', Texts.Back),
            Keys = [speech.LanguageKey],
            Right = speech.Key('#', SetupTexts.Again),
        },
        Step.PairedNow(var name, var station) => Says("S106", [Pictogram.Check], SetupTexts.Paired, new Line(name, null), SetupTexts.Of(station)) with { Left = speech.LanguageKey, Right = speech.Key('#', SetupTexts.Start) },
        Step.ShowingNetwork at => Network(at),
        Step.JoiningWifi at => Says("S113", [Pictogram.Wait], SetupTexts.Contacting, NetworkName(at.Network)),
        Step.WifiNotJoined at => speech.Says("S114", [Pictogram.NoConnection], SetupTexts.NotConnected, SetupTexts.Of(at.Why), at.Network is { } network ? NetworkName(network) : null, isPersonal: false) with
        {
            Left = speech.Key('*', Texts.Back),
            Right = speech.LanguageKey,
        },
        Step.ShowingAppliance => Page("S108", new Body.Facts(
            [new(Word(SetupTexts.Model), Appliance.Model), new(Word(SetupTexts.Version), Program.Version), new(Word(SetupTexts.Supported), speech.Say(SetupTexts.NotFixed).Main),
             new(Word(SetupTexts.Disposal), speech.Say(SetupTexts.EraseFirst).Main)])) with
        {
            Header = speech.Say(SetupTexts.ThisAppliance),
            Left = speech.Key('*', Texts.Back),
            Keys = [speech.LanguageKey],
            Right = speech.Key('#', SetupTexts.SelfTest),
        },
        Step.TestingItself at => SelfTest(at),
        Step.ChoosingStation => Page("S115", new Body.Choices(null, [.. Enum.GetValues<Station>().Select(station => speech.Key((char)('1' + (int)station), SetupTexts.Of(station)))])) with
        {
            Header = speech.Say(SetupTexts.WhatItIs),
            Left = speech.Key('*', Texts.Back),
            Keys = [speech.LanguageKey],
        },
        Step.ChangingStation(var station) => speech.Says("S116", [Pictogram.Wait], SetupTexts.Contacting, SetupTexts.Of(station), isPersonal: false),
        Step.StationStays(var why) => speech.Says("S117", [Pictogram.Warning], SetupTexts.Of(settings.Station), SetupTexts.Of(why), isPersonal: false) with { Left = speech.Key('*', Texts.Back), Right = speech.LanguageKey },
        Step.ConfirmingErase => speech.Says("S109", [Pictogram.Warning], SetupTexts.EraseEverything, SetupTexts.WhatGoes, isPersonal: false) with
        {
            Left = speech.Key('*', Texts.Back),
            Right = speech.Key('#', SetupTexts.HoldToErase),
        },
        Step.Erasing => speech.Says("S110", [Pictogram.Wait], SetupTexts.Erasing, Texts.StartingDetail, isPersonal: false),
        _ => throw new InvalidOperationException($"step {step.GetType().Name} has no screen"),   // the hierarchy is closed; the compiler cannot see it
    };

    Screen SelfTest(Step.TestingItself at) => at.Parts.IsEmpty
        ? speech.Says("S111", [Pictogram.Wait], StaffTexts.Gathering, Texts.StartingDetail, isPersonal: false) with { Left = speech.Key('*', Texts.Back) }
        : Page("S111", new Body.List([.. at.Parts.Select(part => new Row(Word(Texts.Of(part.Part)), part.Said is { } said ? new Line(said, null) : null) { Sign = part.Works ? Pictogram.Check : Pictogram.Warning })])) with
        {
            Header = speech.Say(SetupTexts.SelfTest),
            Left = speech.Key('*', Texts.Back),
            Keys = [speech.LanguageKey],
            Right = speech.Key('#', StaffTexts.Refresh),
        };

    Screen Network(Step.ShowingNetwork at)
    {
        if (!at.IsRead)
        {
            return speech.Says("S107", [Pictogram.Wait], Texts.Asking, Texts.StartingDetail, isPersonal: false) with { Left = speech.Key('*', Texts.Back) };
        }
        Body body = at.Ports.IsEmpty
            ? new Body.Message([Pictogram.NoConnection], speech.Say(SetupTexts.NoNetwork))
            : new Body.List([.. at.Ports.Take(3).Select(port => new Row(new Line(port.Name, null), new Line(port.Address ?? speech.Say(SetupTexts.Of(port.State)).Main, null)))]);
        return Page("S107", body) with
        {
            Banner = speech.Say(SetupTexts.Of(at.Wifi)),
            Header = speech.Say(SetupTexts.Network),
            Left = speech.Key('*', Texts.Back),
            Keys = [speech.LanguageKey],
            Right = speech.Key('#', StaffTexts.Refresh),
        };
    }

    Line Word(Phrase phrase) => speech.Say(phrase) with { Second = null };

    static Line NetworkName(string name) => new(name, null) { IsName = true };

    static Line At(Uri bridge) => new(bridge.Authority, null);

    Screen Page(string id, Body body) => speech.Screen(id, body, isPersonal: false);

    Screen Says(string id, System.Collections.Immutable.ImmutableArray<Pictogram> pictograms, Phrase main, Line note, Phrase? detail = null) =>
        speech.Says(id, pictograms, main, detail, note, isPersonal: false);
}
