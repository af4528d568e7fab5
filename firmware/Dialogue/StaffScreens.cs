using System.Collections.Immutable;
using System.Globalization;
using Contract;
using Firmware.Screens;

namespace Firmware.Dialogue;

/// <summary>What the appliance has to say of itself to staff; one line each, without second lines.</summary>
sealed class StaffScreens(Speech speech)
{
    public Screen Of(Step.StaffMenu at) => at.Page switch
    {
        StaffPage.Menu => Page("S72", new Body.Choices(null,
            [speech.Key('1', StaffTexts.Journal), speech.Key('2', StaffTexts.Devices), speech.Key('3', StaffTexts.TestPattern)])) with
        {
            Header = at.Name is { } name ? new Line(name, null) { IsName = true } : Word(StaffTexts.Staff),
            Left = speech.Key('*', Texts.Finish),
        },
        StaffPage.Journal => Reported("S73", StaffTexts.Journal, at.Report, Journal),
        StaffPage.Devices => Reported("S74", StaffTexts.Devices, at.Report, Devices),
        StaffPage.TestPattern => Page("S75", new Body.Pattern(Word(StaffTexts.TestPattern))) with { Header = null, WantsFullRefresh = true },
        StaffPage.Item => Item(at),
    };

    Screen Item(Step.StaffMenu at) => at switch
    {
        { Item: ItemDescribed item } => Page("S76", new Body.Message([Pictogram.ScanBook], Word(StaffTexts.Of(item.State)), Note: new Line(item.Title, null) { IsName = true })) with { ShowsTitles = true },
        { Item: not null } or { Asked: null } => speech.Says("S76", [Pictogram.BookRefused], StaffTexts.ItemUnknown) with { Left = speech.Key('*', Texts.Back) },
        _ => speech.Says("S76", [Pictogram.Wait], Texts.Asking, Texts.StartingDetail) with { Left = speech.Key('*', Texts.Back) },
    };

    Screen Reported(string id, Phrase header, StaffReport? report, Func<StaffReport, ImmutableArray<Row>> rows) => report is null
        ? speech.Says(id, [Pictogram.Wait], StaffTexts.Gathering, Texts.StartingDetail) with { Left = speech.Key('*', Texts.Back) }
        : Page(id, new Body.List(rows(report))) with { Header = speech.Say(header), Right = speech.Key('#', StaffTexts.Refresh) };

    ImmutableArray<Row> Journal(StaffReport report) =>
    [
        Said(StaffTexts.Unsent, Counted(report.Unsent, report.OldestUnsent)),
        Said(StaffTexts.Withdrawn, Counted(report.Withdrawn, null)),
        Said(StaffTexts.MadeOffline, Counted(report.MadeOffline, null)),
        Said(StaffTexts.Calls, Counted(report.Calls, report.LastCall)),
        Said(StaffTexts.LastError, report.LastError is { } error ? $"{TimeOf(error.At)} {error.What}" : speech.Say(StaffTexts.None).Main),
    ];

    ImmutableArray<Row> Devices(StaffReport report)
    {
        var most = report.Update is null ? 4 : 3;
        var failed = report.Devices.Take(most).Select(device => Said(Texts.Of(device.Device), $"{device.Failures} · {TimeOf(device.Last.At)} {device.Last.What}"));
        return [Said(Texts.Of(Faults.Reader), report.Reader ?? "?"), .. report.Devices.IsEmpty ? [new Row(Word(StaffTexts.NoFailures), null) { Sign = Pictogram.Check }] : failed,
            .. report.Update is { } update ? [Said(StaffTexts.Update, Stands(update))] : ImmutableArray<Row>.Empty];
    }

    /// <summary>0.2.0 Refused: WrongKey</summary>
    static string Stands(UpdateReport update) => (update.Percent, update.Refusal) switch
    {
        (_, { } refusal) => $"{update.Version} {update.Phase}: {refusal}",
        ({ } percent, _) => $"{update.Version} {update.Phase} {percent}%",
        _ => $"{update.Version} {update.Phase}",
    };

    Screen Page(string id, Body body) => speech.Screen(id, body, isPersonal: true) with { Left = speech.Key('*', Texts.Back) };

    Row Said(Phrase what, string value) => new(Word(what), new Line(value, null) { IsName = true });

    Line Word(Phrase phrase) => speech.Say(phrase) with { Second = null };

    static string Counted(long count, DateTimeOffset? at) => at is { } time ? $"{count} · {TimeOf(time)}" : count.ToString(CultureInfo.InvariantCulture);

    /// <summary>11-26 9:41</summary>
    static string TimeOf(DateTimeOffset time) => time.ToString("MM-dd H:mm", CultureInfo.InvariantCulture);
}
