using System.Globalization;
using Bridge.Console.Audit;
using Bridge.Fleet;
using Bridge.Settings;
using Bridge.Web;
using Contract;

namespace Bridge.Console.Fleet;

/// <summary>The fleet: who is there, how it is, what is wanted of it; and the end of it.</summary>
static class AppliancePages
{
    const int LongestGroup = 40;

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/appliances", (HttpContext http, Appliances appliances, FleetSettings fleet, string? done, CancellationToken cancel) => ListAsync(http, appliances, fleet, done, cancel));
        console.MapPost("/appliances/group", ChangeGroupAsync);
        console.MapGet("/appliances/{site}/{device}", (HttpContext http, Appliances appliances, string site, string device, string? done, CancellationToken cancel) => ShowAsync(http, appliances, site, device, done, Saying.NoProblems, cancel));
        console.MapPost("/appliances/{site}/{device}/wishes", ChangeAsync);
        console.MapPost("/appliances/{site}/{device}/restart", (HttpContext http, Appliances appliances, Wishes wishes, TimeProvider time, string site, string device, CancellationToken cancel) =>
            CommandAsync(http, appliances, wishes, site, device, AuditAct.ApplianceRestarted, row => row.Restart = NewId(time), "restart", cancel));
        console.MapPost("/appliances/{site}/{device}/identify", (HttpContext http, Appliances appliances, Wishes wishes, TimeProvider time, string site, string device, CancellationToken cancel) =>
            CommandAsync(http, appliances, wishes, site, device, AuditAct.ApplianceIdentified, row => row.Identify = NewId(time), "identify", cancel));
        console.MapPost("/appliances/{site}/{device}/unpair", UnpairAsync);
    }

    static async Task<IResult> ListAsync(HttpContext http, Appliances appliances, FleetSettings fleet, string? done, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var all = await appliances.AllAsync(cancel);
        return Pages.Show<AppliancesPage>(new
        {
            Groups = (IReadOnlyList<ApplianceGroup>)[.. all.GroupBy(appliance => appliance.Wishes.Group ?? "", StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new ApplianceGroup(group.Key, [.. group.Select(appliance => Row(language, appliance))]))],
            all.Count,
            IsOn = fleet.IsOn,
            News = done switch
            {
                "paired" => language.Say("ペアリングしました。機器がつながるまで、しばらくお待ちください。", "Paired. The appliance connects in a moment."),
                "refused" => language.Say("断りました。機器には何も渡していません。", "Refused. The appliance was given nothing."),
                "unpaired" => language.Say("ペアリングを解除しました。この機器はもう何もできません。", "Unpaired. This appliance can do nothing here any more."),
                "gone" => language.Say("伝えていません。このグループには、もう機器がありません。", "Nothing was told. No appliance is in this group any more."),
                "nothing" => language.Say($"伝えていません。お知らせは{Desired.LongestMessage}文字までの1行にしてください。", $"Nothing was told. The message must be one line of at most {Desired.LongestMessage} characters."),
                "group" => language.Say("グループの機器に伝えました。", "The appliances of the group are told."),
                _ => null,
            },
        });
    }

    internal static async Task<IResult> ShowAsync(HttpContext http, Appliances appliances, string site, string device, string? done, IReadOnlyDictionary<string, string> problems, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        if (await FindAsync(appliances, site, device, cancel) is not { } appliance)
        {
            return Pages.NotThere(http);
        }
        return Pages.Show<AppliancePage>(new
        {
            Row = Row(language, appliance),
            Facts = Facts(language, appliance),
            Wanted = Wanted(language, appliance),
            Wishes = new WishFields(appliance.Wishes.Group ?? "", appliance.Wishes.LibraryName ?? "", appliance.Wishes.Message ?? "", appliance.Wishes.IsOutOfService,
                [.. Desired.AllLanguages.Select(name => new LanguageChoice(name, ApplianceWords.LanguageOf(language, name), appliance.Wishes.Languages?.Split(',').Contains(name) == true))], appliance.Wishes.IsPinned, appliance.Wishes.SkippedUpdate ?? ""),
            Stations = appliance.Paired is { } paired ? ApplianceWords.StationsOf(language, paired.Station.ToString()) : [],
            Update = appliance.Said?.Update is { } said ? $"{said.Version}{language.Say("：", ": ")}{UpdateWords.Say(language, said)}" : null,
            IsPaired = appliance.Paired is not null,
            Loss = Loss(language, appliance),
            Problems = problems,
            News = done switch
            {
                "wishes" => language.Say("機器に伝えました。", "The appliance is told."),
                "updates" => language.Say("更新の設定を保存しました。", "Which updates it takes is kept."),
                "restart" => language.Say("だれも使っていないときに再起動します。", "It restarts as soon as nobody is being served."),
                "identify" => language.Say("機器が光り、音を出します。", "It blinks and beeps."),
                _ => null,
            },
        }, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static async Task<IResult> ChangeAsync(HttpContext http, Appliances appliances, Wishes wishes, string site, string device, CancellationToken cancel)
    {
        var (language, posted) = (Languages.Of(http.Request), Forms.Of(http));
        if (await FindAsync(appliances, site, device, cancel) is not { } appliance)
        {
            return Pages.NotThere(http);
        }
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, longest) in ((string, int)[])[("Group", LongestGroup), ("LibraryName", Desired.LongestName), ("Message", Desired.LongestMessage)])
        {
            if (posted[field].Length > longest || posted[field].Any(char.IsControl))
            {
                problems[field] = language.Say($"{longest}文字までの1行にしてください。", $"One line of at most {longest} characters, please.");
            }
        }
        var station = appliance.Paired?.Station;
        if (station is not null && posted.OrNull("Station") is { } name)
        {
            if (ApplianceWords.TryReadStation(name, out var chosen))
            {
                station = chosen;
            }
            else
            {
                problems["Station"] = language.Say("選んでください。", "Please choose one.");
            }
        }
        if (problems.Count > 0)
        {
            return await ShowAsync(http, appliances, site, device, null, problems, cancel);
        }
        var details = new List<string>();
        if (station is { } other && other != appliance.Paired?.Station)
        {
            details.Add(other.ToString());
        }
        if (posted.IsChecked("OutOfService"))
        {
            details.Add("out of service");
        }
        string[] languages = [.. Desired.AllLanguages.Where(name => posted.IsChecked($"Language.{name}"))];
        await wishes.ChangeAsync([appliance.Address], row =>
        {
            (row.Group, row.LibraryName, row.Message, row.IsOutOfService) = (posted.OrNull("Group"), posted.OrNull("LibraryName"), posted.OrNull("Message"), posted.IsChecked("OutOfService"));
            row.Languages = languages.Length > 0 ? string.Join(',', languages) : null;
        }, ConsolePages.Staff(http), AuditAct.ApplianceChanged, details.Count > 0 ? string.Join(", ", details) : null, cancel, station);
        return Results.LocalRedirect($"/console/appliances/{site}/{device}?done=wishes");
    }

    static async Task<IResult> ChangeGroupAsync(HttpContext http, Appliances appliances, Wishes wishes, FleetSettings fleet, CancellationToken cancel)
    {
        var posted = Forms.Of(http);
        var members = (await appliances.AllAsync(cancel)).Where(appliance => (appliance.Wishes.Group ?? "") == posted["Group"]).Select(appliance => appliance.Address).ToList();
        var message = posted["Message"];
        if (message.Length > Desired.LongestMessage || message.Any(char.IsControl))
        {
            return await ListAsync(http, appliances, fleet, "nothing", cancel);
        }
        if (members.Count == 0)
        {
            return await ListAsync(http, appliances, fleet, "gone", cancel);
        }
        await wishes.ChangeAsync(members, row => (row.Message, row.IsOutOfService) = (message.Length > 0 ? message : null, posted.IsChecked("OutOfService")),
            ConsolePages.Staff(http), AuditAct.ApplianceChanged, posted.IsChecked("OutOfService") ? "out of service" : null, cancel);
        return Results.LocalRedirect("/console/appliances?done=group");
    }

    static async Task<IResult> CommandAsync(HttpContext http, Appliances appliances, Wishes wishes, string site, string device, AuditAct act, Action<DeviceWishes> command, string done, CancellationToken cancel)
    {
        if (await FindAsync(appliances, site, device, cancel) is not { } appliance)
        {
            return Pages.NotThere(http);
        }
        await wishes.ChangeAsync([appliance.Address], command, ConsolePages.Staff(http), act, null, cancel);
        return Results.LocalRedirect($"/console/appliances/{site}/{device}?done={done}");
    }

    static async Task<IResult> UnpairAsync(HttpContext http, Appliances appliances, Pairings pairings, string site, string device, CancellationToken cancel)
    {
        var (language, posted) = (Languages.Of(http.Request), Forms.Of(http));
        if (await FindAsync(appliances, site, device, cancel) is not { Paired: not null } appliance)
        {
            return Pages.NotThere(http);
        }
        if (Typed.Narrow(posted[PairPages.Confirmation]).Trim() != appliance.Address.Name)
        {
            return await ShowAsync(http, appliances, site, device, null, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [PairPages.Confirmation] = language.Say($"「{appliance.Address.Name}」と入力してください。まだ解除していません。", $"Please type {appliance.Address.Name}. Nothing was done yet."),
            }, cancel);
        }
        await pairings.UnpairAsync(appliance.Address, ConsolePages.Staff(http), cancel);
        return Results.LocalRedirect("/console/appliances?done=unpaired");
    }

    static async Task<Appliance?> FindAsync(Appliances appliances, string site, string device, CancellationToken cancel) =>
        DeviceAddress.TryParseName($"{site}/{device}", out var address) ? await appliances.FindAsync(address, cancel) : null;

    static ApplianceRow Row(Language language, Appliance appliance) => new(appliance.Address.Name, ApplianceWords.StationOf(language, appliance), ApplianceWords.StateOf(language, appliance), appliance.IsOnline,
        appliance.Said?.Version ?? "", appliance.Unsent ?? 0, appliance.HeardAt is { } heard ? Saying.Moment(language, heard) : "",
        appliance.Until is { } until ? Saying.Moment(language, until) : "", appliance.Takeovers);

    static List<Fact> Facts(Language language, Appliance appliance) =>
    [
        new(language.Say("状態", "State"), ApplianceWords.StateOf(language, appliance)),
        new(language.Say("用途", "Station"), ApplianceWords.StationOf(language, appliance)),
        new(language.Say("機種", "Model"), appliance.Paired?.Model ?? language.Say("トークンで接続（試験用）", "connects with a token, as on a desk")),
        new(language.Say("基板", "Board"), appliance.Board ?? "―"),
        new(language.Say("バージョン", "Version"), appliance.Said?.Version ?? "―"),
        new(language.Say("未送信", "Unsent"), appliance.Unsent is { } unsent ? language.Say($"{unsent}件", string.Create(CultureInfo.InvariantCulture, $"{unsent} entries")) : "―"),
        new(language.Say("最後の連絡", "Last heard"), appliance.HeardAt is { } heard ? Saying.Moment(language, heard) : "―"),
        new(language.Say("証明書の期限", "Certificate ends"), appliance.Until is { } until ? Saying.Moment(language, until) : "―"),
        new(language.Say("ペアリング", "Paired"), appliance.Paired is { } paired ? $"{Saying.Moment(language, paired.PairedAt)} {paired.PairedBy}" : "―"),
        new(language.Say("接続の入れ替わり", "Connections taken over"), appliance.Takeovers.ToString(CultureInfo.InvariantCulture)),
    ];

    // What is wanted beside what it says that it does.
    static List<WantedRow> Wanted(Language language, Appliance appliance)
    {
        var (wanted, said) = (Wishes.Of(appliance.Wishes, appliance.Paired), appliance.Said?.Applied);
        return
        [
            .. wanted.Station is null || appliance.Said is null ? [] : new[] { Text(language.Say("用途", "Station"), ApplianceWords.StationOf(language, wanted.Station), ApplianceWords.StationOf(language, appliance.Said.Station)) },
            Text(language.Say("館名", "Library's name"), wanted.LibraryName, said?.LibraryName),
            Text(language.Say("言語", "Languages"), Names(wanted.Languages), Names(said?.Languages)),
            Text(language.Say("画面のお知らせ", "Message"), wanted.Message, said?.Message),
            new(language.Say("休止", "Out of service"), ApplianceWords.YesNo(language, wanted.OutOfService), ApplianceWords.YesNo(language, said?.OutOfService == true), wanted.OutOfService == (said?.OutOfService == true)),
            Done(language.Say("再起動", "Restart"), wanted.Restart, said?.Restart),
            Done(language.Say("光と音", "Blink and beep"), wanted.Identify, said?.Identify),
        ];

        string? Names(IReadOnlyList<string>? names) => names is null ? null : string.Join(language.Say("、", ", "), names.Select(name => ApplianceWords.LanguageOf(language, name)));
        WantedRow Text(string name, string? want, string? has) => new(name, ApplianceWords.OrNothing(language, want), ApplianceWords.OrNothing(language, has), want == has);
        WantedRow Done(string name, Guid? want, Guid? has) => new(name, want is null ? language.Say("なし", "none") : language.Say("頼みました", "asked for"), want is not null && want == has ? language.Say("済み", "done") : language.Say("なし", "none"), want is null || want == has);
    }

    static string Loss(Language language, Appliance appliance) => appliance switch
    {
        { HeardAt: null } or { Unsent: null } => language.Say("この機器からはまだ連絡がありません。", "Nothing was ever heard of this appliance."),
        { Unsent: 0, HeardAt: { } heard } => language.Say($"{Saying.Moment(language, heard)}の時点で、未送信の記録はありませんでした。その後の記録があれば失われます。", $"Nothing was unsent at {Saying.Moment(language, heard)}. What came later, if anything, is lost."),
        { Unsent: { } unsent, HeardAt: { } heard } => language.Say($"{Saying.Moment(language, heard)}の時点で、未送信の記録が{unsent}件ありました。解除すると、送られないまま失われます。", string.Create(CultureInfo.InvariantCulture, $"At {Saying.Moment(language, heard)} {unsent} entries were unsent. They are lost by unpairing.")),
    };

    static string NewId(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString();
}

public sealed record ApplianceGroup(string Name, IReadOnlyList<ApplianceRow> Rows);

public sealed record ApplianceRow(string Name, string Station, string State, bool IsOnline, string Version, long Unsent, string HeardAt, string Until, int Takeovers);

public sealed record Fact(string Name, string Value);

/// <param name="IsSo">What it says is what is wanted.</param>
public sealed record WantedRow(string Name, string Wanted, string Said, bool IsSo);

public sealed record WishFields(string Group, string LibraryName, string Message, bool OutOfService, IReadOnlyList<LanguageChoice> Languages, bool IsPinned, string Skipped);

public sealed record LanguageChoice(string Value, string Name, bool IsChosen);
