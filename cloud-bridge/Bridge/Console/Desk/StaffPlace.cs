using Bridge.Library;
using Bridge.Web;

namespace Bridge.Console.Desk;

/// <summary>At which branch's desk somebody stands; chosen once on each machine.</summary>
static class StaffPlace
{
    const string Cookie = "branch";

    public static Branch Of(HttpRequest request, Branches branches) => branches.Of(request.Cookies[Cookie]);

    public static Place At(HttpRequest request, Branches branches) => new(Of(request, branches).Code, Counts.Desk);

    public static void Remember(HttpResponse response, Branch branch) =>
        response.Cookies.Append(Cookie, branch.Code, new() { MaxAge = TimeSpan.FromDays(365), Path = "/console", SameSite = SameSiteMode.Strict, HttpOnly = true, Secure = response.HttpContext.Request.IsHttps });

    public static IReadOnlyList<BranchChoice> Choices(HttpContext http, Branches branches)
    {
        var here = Of(http.Request, branches);
        return branches.All.Count < 2 ? [] : [.. branches.All.Select(branch => new BranchChoice(branch.Code, branch.Settings.NameIn(Languages.Of(http.Request)), branch == here))];
    }
}

public sealed record BranchChoice(string Code, string Name, bool IsHere);
