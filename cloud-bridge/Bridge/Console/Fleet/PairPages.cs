using Bridge.Console.SignIn;
using Bridge.Fleet;
using Bridge.Settings;
using Bridge.Web;
using Contract;
using Contract.Pairing;

namespace Bridge.Console.Fleet;

/// <summary>Taking an appliance in: the code of its panel, twelve digits to compare, its name and its place. Codes can be guessed as often as passwords: five times.</summary>
static class PairPages
{
    public const string Confirmation = "Confirmation", Same = "Same";

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/appliances/pair", (HttpContext http, FleetSettings fleet, string? code) => Ask(http, fleet, code ?? "", null, StatusCodes.Status200OK));
        console.MapPost("/appliances/pair", LookAsync);
        console.MapPost("/appliances/pair/accept", AcceptAsync);
        console.MapPost("/appliances/pair/refuse", RefuseAsync);
    }

    static Task<IResult> LookAsync(HttpContext http, FleetSettings fleet, Pairings pairings, PasswordDesk tries, LibrarySettings library, CancellationToken cancel) =>
        WithCodeAsync(http, fleet, pairings, tries, (code, waiting) => Task.FromResult(Compare(http, pairings, library, code, waiting, Saying.NoProblems)), cancel);

    static Task<IResult> AcceptAsync(HttpContext http, FleetSettings fleet, Pairings pairings, PasswordDesk tries, LibrarySettings library, CancellationToken cancel) =>
        WithCodeAsync(http, fleet, pairings, tries, async (code, waiting) =>
        {
            var (language, posted) = (Languages.Of(http.Request), Forms.Of(http));
            var problems = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var field in (string[])["Site", "Device"])
            {
                if (!DeviceAddress.IsName(posted[field]))
                {
                    problems[field] = language.Say("半角の英小文字・数字・ハイフンで、32文字までにしてください。", "1 to 32 small letters, digits and hyphens, please.");
                }
            }
            if (!posted.IsChecked(Same))
            {
                problems[Same] = language.Say("機器の画面の12けたと同じか確認し、印を付けてください。", "Please compare the twelve digits with the panel, and tick this.");
            }
            if (!ApplianceWords.TryReadStation(posted["Station"], out var station))
            {
                problems["Station"] = language.Say("選んでください。", "Please choose one.");
            }
            if (problems.Count > 0)
            {
                return Compare(http, pairings, library, code, waiting, problems);
            }
            if (await pairings.AcceptAsync(code, new(posted["Site"], posted["Device"]), station, ConsolePages.Staff(http), cancel) is not { } fault)
            {
                return Results.LocalRedirect("/console/appliances?done=paired");
            }
            return fault switch
            {
                PairingFault.NameTaken => Compare(http, pairings, library, code, waiting, new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Device"] = language.Say("この名前の機器があります。別の名前にするか、先にその機器のペアリングを解除してください。", "There is an appliance of this name. Choose another, or unpair that one first."),
                }),
                PairingFault.NotThere => NotThere(http, fleet, code),
            };
        }, cancel);

    static Task<IResult> RefuseAsync(HttpContext http, FleetSettings fleet, Pairings pairings, PasswordDesk tries, CancellationToken cancel) =>
        WithCodeAsync(http, fleet, pairings, tries, async (code, _) =>
        {
            await pairings.RefuseAsync(code, ConsolePages.Staff(http), cancel);
            return Results.LocalRedirect("/console/appliances?done=refused");
        }, cancel);

    // Each way in asks the same question, so none of them is a faster way to guess.
    static async Task<IResult> WithCodeAsync(HttpContext http, FleetSettings fleet, Pairings pairings, PasswordDesk tries, Func<string, PairingCase, Task<IResult>> go, CancellationToken cancel)
    {
        var (language, typed) = (Languages.Of(http.Request), Forms.Of(http)["Code"]);
        if (!fleet.IsOn || !UserCodes.TryParse(typed, out var code))
        {
            return Ask(http, fleet, typed, language.Say("機器の画面に表示されている8文字を入力してください。", "Please type the eight letters that the panel shows."), StatusCodes.Status422UnprocessableEntity);
        }
        PairingCase? waiting = null;
        var outcome = await tries.JudgeAsync(async cancel => (waiting = await pairings.FindAsync(code, cancel)) is not null, [$"pairing of staff {StaffSession.Id(http.User)}", "pairing of all"], cancel);
        return outcome switch
        {
            PasswordOutcome.Right => await go(code, waiting!),
            PasswordOutcome.Locked(var wait) => Ask(http, fleet, code, language.Say($"まちがいが続いたため、{Saying.Wait(language, wait)}後まで確認できません。", $"There were too many wrong codes. Please wait {Saying.Wait(language, wait)}."), StatusCodes.Status429TooManyRequests),
            PasswordOutcome.Wrong => NotThere(http, fleet, code),
            _ => Pages.TooMany(http),
        };
    }

    static IResult NotThere(HttpContext http, FleetSettings fleet, string code) => Ask(http, fleet, code,
        Languages.Of(http.Request).Say("このコードの機器はありません。コードは10分で変わります。画面をもう一度見てください。", "No appliance has this code. It changes every ten minutes: please look at the panel again."), StatusCodes.Status422UnprocessableEntity);

    static IResult Ask(HttpContext http, FleetSettings fleet, string code, string? problem, int status) =>
        Pages.Show<PairPage>(new { Code = code.Length > 20 ? "" : code, IsOn = fleet.IsOn, Problem = problem }, status);

    static IResult Compare(HttpContext http, Pairings pairings, LibrarySettings library, string code, PairingCase waiting, IReadOnlyDictionary<string, string> problems)
    {
        var (language, posted) = (Languages.Of(http.Request), Forms.Of(http));
        return Pages.Show<ComparePage>(new
        {
            Code = code,
            waiting.Model,
            waiting.Version,
            Digits = pairings.CompareWith(code, waiting),
            Site = posted["Site"],
            Device = posted["Device"],
            Sites = (IReadOnlyList<Choice>)[.. library.Branches.Select(branch => new Choice(branch.Code, language.Say(branch.Name, branch.NameEnglish), branch.Code == posted["Site"]))],
            Stations = ApplianceWords.StationsOf(language, posted["Station"]),
            IsSame = posted.IsChecked(Same),
            Problems = problems,
        }, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}

public sealed record Choice(string Value, string Name, bool IsChosen);
