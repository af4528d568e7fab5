using System.Globalization;
using Bridge.Console.Audit;
using Bridge.Fleet;
using Bridge.Storage;
using Bridge.Web;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Fleet;

/// <summary>Updates: the bundles there are, their rollouts by group and stage, and which appliance stays as it is.</summary>
static class UpdatePages
{
    const int MostStages = 10, MostSoakHours = 24 * 14, MostDays = 90, RolloutsShown = 20;

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/updates", (HttpContext http, Store store, Bundles bundles, Appliances appliances, CancellationToken cancel) =>
            ListAsync(http, store, bundles, appliances, RolloutFields.Usual, Saying.NoProblems, null, cancel));
        console.MapPost("/updates", BeginAsync);
        console.MapGet("/updates/{id:long}", ShowAsync);
        console.MapPost("/updates/{id:long}/pause", (HttpContext http, Rollouts rollouts, long id, CancellationToken cancel) => ChangeAsync(http, id, "pause", rollouts.PauseAsync, cancel));
        console.MapPost("/updates/{id:long}/resume", (HttpContext http, Rollouts rollouts, long id, CancellationToken cancel) => ChangeAsync(http, id, "resume", rollouts.GoOnAsync, cancel));
        console.MapPost("/updates/{id:long}/stop", (HttpContext http, Rollouts rollouts, long id, CancellationToken cancel) => ChangeAsync(http, id, "stop", rollouts.StopAsync, cancel));
        console.MapPost("/appliances/{site}/{device}/updates", PinAsync);
    }

    static async Task<IResult> ListAsync(HttpContext http, Store store, Bundles bundles, Appliances appliances, RolloutFields fields, IReadOnlyDictionary<string, string> problems, string? problem, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var there = await bundles.AllAsync(cancel);
        var rollouts = await store.ReadAsync(db => db.Rollouts.AsNoTracking().OrderByDescending(rollout => rollout.Id).Take(RolloutsShown).ToListAsync(cancel), cancel);
        var groups = (await appliances.AllAsync(cancel)).Where(appliance => appliance.Paired is not null).Select(appliance => appliance.Wishes.Group ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return Pages.Show<UpdatesPage>(new
        {
            Bundles = (IReadOnlyList<BundleRow>)[.. there.Select(bundle => new BundleRow(bundle.Version, bundle.Compatible, Megabytes(bundle.Size), bundle.Sha256, Saying.Moment(language, bundle.At), bundles.HasFile(bundle)))],
            Rollouts = (IReadOnlyList<RolloutRow>)[.. rollouts.Select(rollout => Row(language, rollout))],
            Versions = (IReadOnlyList<Choice>)[.. there.Where(bundles.HasFile).GroupBy(bundle => bundle.Version, StringComparer.Ordinal)
                .Select(boards => new Choice(boards.Key, $"{boards.Key}（{UpdateWords.BoardsOf(language, boards)}）", boards.Key == fields.Version))],
            Groups = (IReadOnlyList<Choice>)[.. groups.Select(group => new Choice(group, UpdateWords.GroupOf(language, group), group == fields.Group))],
            Fields = fields,
            Problems = problems,
            Problem = problem,
        }, problems.Count == 0 && problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static async Task<IResult> BeginAsync(HttpContext http, Store store, Bundles bundles, Appliances appliances, Rollouts rollouts, TimeProvider time, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var fields = RolloutFields.Of(Forms.Of(http));
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        var stages = StagesOf(fields.Stages);
        Check(stages is not null, "Stages", language.Say("10 50 100 のように、増えていき、100で終わる数にしてください。", "Rising numbers that end with 100, please, such as 10 50 100."));
        var (soak, failures, days) = (Number(fields.SoakHours, 1, MostSoakHours), Number(fields.MostFailures, 0, 100), Number(fields.Days, 1, MostDays));
        Check(soak is not null, "SoakHours", language.Say($"1から{MostSoakHours}までの数にしてください。", $"A number from 1 to {MostSoakHours}, please."));
        Check(failures is not null, "MostFailures", language.Say("0から100までの数にしてください。", "A number from 0 to 100, please."));
        Check(days is not null, "Days", language.Say($"1から{MostDays}までの数にしてください。", $"A number from 1 to {MostDays}, please."));
        var (from, until) = (ClockOf(fields.WindowFrom), ClockOf(fields.WindowUntil));
        Check(from is null == (fields.WindowFrom.Length == 0) && until is null == (fields.WindowUntil.Length == 0) && from is null == until is null && (from is null || from != until), "WindowFrom",
            language.Say("02:00 と 05:00 のように両方入力するか、両方空けてください。", "Both, such as 02:00 and 05:00, or neither, please."));
        if (problems.Count > 0)
        {
            return await ListAsync(http, store, bundles, appliances, fields, problems, null, cancel);
        }
        var now = time.GetUtcNow();
        var rollout = new Rollout
        {
            Version = fields.Version, Group = fields.Group, Stages = string.Join(',', stages!), SoakHours = soak!.Value, MostFailures = failures!.Value, WindowFrom = from, WindowUntil = until,
            Expires = now.AddDays(days!.Value), BeganAt = now, BeganBy = ConsolePages.Staff(http),
        };
        return await rollouts.BeginAsync(rollout, cancel) is { } fault
            ? await ListAsync(http, store, bundles, appliances, fields, problems, UpdateWords.Say(language, fault), cancel)
            : Results.LocalRedirect($"/console/updates/{rollout.Id}?done=begun");

        void Check(bool isGood, string field, string problem)
        {
            if (!isGood)
            {
                problems[field] = problem;
            }
        }
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, Bundles bundles, Appliances appliances, long id, string? done, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        if (await store.ReadAsync(db => db.Rollouts.AsNoTracking().SingleOrDefaultAsync(rollout => rollout.Id == id, cancel), cancel) is not { } rollout)
        {
            return Pages.NotThere(http);
        }
        var there = await bundles.OfAsync(rollout.Version, cancel);
        var members = (await appliances.AllAsync(cancel)).Where(rollout.IsFor);
        return Pages.Show<RolloutPage>(new
        {
            Row = Row(language, rollout),
            Facts = Facts(language, rollout, there),
            Appliances = (IReadOnlyList<ProgressRow>)[.. members.Select(appliance => new ProgressRow(appliance.Address.Name, appliance.Said?.Version ?? "―",
                UpdateWords.ProgressOf(language, appliance, rollout.Version, rollout.BundleFor(appliance, there) is not null, appliance.Wishes.Rollout == rollout.Id), appliance.Said?.Update is { } said && said.Version == rollout.Version ? said.Reason : null))],
            IsPaused = rollout.State == RolloutState.Paused,
            News = done switch
            {
                "begun" => language.Say("配布を始めました。", "The rollout has begun."),
                "pause" => language.Say("一時停止しました。すでに知らせた機器は続けます。", "Paused. Appliances that were offered it go on."),
                "resume" => language.Say("再開しました。", "It goes on."),
                "stop" => language.Say("中止しました。まだ入れていない機器への知らせは取り下げました。", "Stopped. Appliances that have not installed it do not."),
                _ => null,
            },
        });
    }

    static async Task<IResult> ChangeAsync(HttpContext http, long id, string done, Func<long, string, CancellationToken, Task<bool>> change, CancellationToken cancel) =>
        Results.LocalRedirect($"/console/updates/{id}{(await change(id, ConsolePages.Staff(http), cancel) ? $"?done={done}" : "")}");

    static async Task<IResult> PinAsync(HttpContext http, Appliances appliances, Wishes wishes, Rollouts rollouts, string site, string device, CancellationToken cancel)
    {
        var posted = Forms.Of(http);
        if (!DeviceAddress.TryParseName($"{site}/{device}", out var address) || await appliances.FindAsync(address, cancel) is not { } appliance)
        {
            return Pages.NotThere(http);
        }
        var (isPinned, skipped) = (posted.IsChecked("Pinned"), Typed.Narrow(posted["Skipped"]).Trim());
        if (skipped.Length > 0 && !Bundles.IsVersion(skipped))
        {
            return await AppliancePages.ShowAsync(http, appliances, site, device, null, new Dictionary<string, string> { ["Skipped"] = Languages.Of(http.Request).Say("版は3つの数です（例：1.4.0）。保存していません。", "A version is three numbers, for example 1.4.0. Nothing was saved.") }, cancel);
        }
        await wishes.ChangeAsync([appliance.Address], row => (row.IsPinned, row.SkippedUpdate) = (isPinned, skipped.Length > 0 ? skipped : null), ConsolePages.Staff(http), AuditAct.AppliancePinned,
            string.Join(' ', new[] { isPinned ? "pinned" : null, skipped.Length > 0 ? $"skips {skipped}" : null }.OfType<string>()), cancel);
        await rollouts.RunAsync(cancel);
        return Results.LocalRedirect($"/console/appliances/{site}/{device}?done=updates");
    }

    static RolloutRow Row(Language language, Rollout rollout) => new(rollout.Id, rollout.Version, UpdateWords.GroupOf(language, rollout.Group), UpdateWords.StateOf(language, rollout.State), rollout.IsOpen,
        language.Say($"段階 {rollout.Stage + 1}/{rollout.Percents.Count}（{rollout.Percents[rollout.Stage]}%）", string.Create(CultureInfo.InvariantCulture, $"stage {rollout.Stage + 1} of {rollout.Percents.Count} ({rollout.Percents[rollout.Stage]}%)")),
        Saying.Moment(language, rollout.BeganAt));

    static List<Fact> Facts(Language language, Rollout rollout, IReadOnlyList<UpdateBundle> bundles) =>
    [
        new(language.Say("状態", "State"), UpdateWords.StateOf(language, rollout.State)),
        new(language.Say("グループ", "Group"), UpdateWords.GroupOf(language, rollout.Group)),
        new(language.Say("基板", "Boards"), UpdateWords.BoardsOf(language, bundles)),
        new(language.Say("段階", "Stages"), UpdateWords.StagesOf(rollout.Percents)),
        new(language.Say("いまの段階", "Stage now"), UpdateWords.StagesOf([rollout.Percents[rollout.Stage]])),
        new(language.Say("次の段階", "Next stage"), Next(language, rollout)),
        new(language.Say("止める失敗の割合", "Stops above"), string.Create(CultureInfo.InvariantCulture, $"{rollout.MostFailures}%")),
        new(language.Say("時間帯", "Hours"), rollout is { WindowFrom: { } from, WindowUntil: { } until } ? string.Create(CultureInfo.InvariantCulture, $"{from:HH:mm}–{until:HH:mm}") : language.Say("いつでも", "any")),
        new(language.Say("期限", "Ends"), Saying.Moment(language, rollout.Expires)),
        new(language.Say("開始", "Began"), $"{Saying.Moment(language, rollout.BeganAt)} {rollout.BeganBy}"),
    ];

    static string Next(Language language, Rollout rollout) => rollout switch
    {
        { IsOpen: false } => "―",
        _ when rollout.Stage == rollout.Percents.Count - 1 => language.Say("これが最後です", "this is the last"),
        { ProvenAt: { } proven } => Saying.Moment(language, proven.AddHours(rollout.SoakHours)),
        _ => language.Say($"この段階の半分以上で動き始めてから{rollout.SoakHours}時間後", string.Create(CultureInfo.InvariantCulture, $"{rollout.SoakHours} hours after half of this stage run it")),
    };

    /// <summary>Null unless they rise and end with all.</summary>
    static int[]? StagesOf(string text)
    {
        var stages = text.Split([' ', ',', '、', '→', '%', '％', '　'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => Number(part, 1, 100)).ToList();
        return stages.Count is > 0 and <= MostStages && stages[^1] == 100 && stages.Zip(stages.Skip(1)).All(pair => pair.First < pair.Second) && stages.TrueForAll(stage => stage is not null)
            ? [.. stages.Select(stage => stage!.Value)] : null;
    }

    static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    static TimeOnly? ClockOf(string text) => TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) ? clock : null;

    static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB");
}

/// <param name="HasFile">The file is there, so that it can be rolled out.</param>
public sealed record BundleRow(string Version, string Compatible, string Size, string Sha256, string At, bool HasFile);

public sealed record RolloutRow(long Id, string Version, string Group, string State, bool IsOpen, string Stage, string BeganAt);

/// <param name="Reason">As the appliance says it.</param>
public sealed record ProgressRow(string Name, string Version, string Progress, string? Reason);

/// <summary>A rollout as it is typed.</summary>
public sealed record RolloutFields(string Version, string Group, string Stages, string SoakHours, string MostFailures, string WindowFrom, string WindowUntil, string Days)
{
    internal static readonly RolloutFields Usual = new("", "", "10 50 100", "24", "20", "02:00", "05:00", "30");

    internal static RolloutFields Of(PostedForm posted) => new(posted["Version"], posted["Group"], Typed.Narrow(posted["Stages"]), Typed.Narrow(posted["SoakHours"]), Typed.Narrow(posted["MostFailures"]),
        Typed.Narrow(posted["WindowFrom"]), Typed.Narrow(posted["WindowUntil"]), Typed.Narrow(posted["Days"]));
}
