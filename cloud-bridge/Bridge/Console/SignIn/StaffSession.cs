using System.Globalization;
using System.Security.Claims;
using Bridge.Console.Accounts;
using Bridge.Settings;
using Bridge.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Bridge.Console.SignIn;

/// <summary>The two cookies of staff: one between password and second factor, one of a session. Both die with the account's security stamp.</summary>
static class StaffSession
{
    public const string Scheme = "staff";

    /// <summary>Somebody has typed the right password and is not in yet.</summary>
    public const string Halfway = "staff-halfway";

    public const string Path = "/console/signin";

    static readonly TimeSpan HalfwayLasts = TimeSpan.FromMinutes(10);

    const string Stamp = "stamp", Since = "since", Second = "second";

    public static void AddStaffSignIn(this AuthenticationBuilder builder, BridgeSettings settings)
    {
        builder.AddCookie(Scheme, cookie =>
        {
            Common(cookie, "staff", "/console");
            cookie.ExpireTimeSpan = settings.Web.SignInLasts;
            cookie.Events.OnRedirectToLogin = context =>
            {
                context.Response.Redirect(HttpMethods.IsGet(context.Request.Method) ? context.RedirectUri : Path);
                return Task.CompletedTask;
            };
            cookie.Events.OnRedirectToAccessDenied = context => Pages.Notice(context.HttpContext, StatusCodes.Status403Forbidden, ("このページは使えません", "Not yours to open"),
                ("このアカウントの役割では使えません。必要なときは管理者に相談してください。", "The roles of your account do not include this. Ask an administrator if you need it.")).ExecuteAsync(context.HttpContext);
            cookie.Events.OnValidatePrincipal = ValidateAsync;
        });
        builder.AddCookie(Halfway, cookie =>
        {
            Common(cookie, "staff-halfway", Path);
            (cookie.ExpireTimeSpan, cookie.SlidingExpiration) = (HalfwayLasts, false);
            cookie.Events.OnRedirectToLogin = context =>
            {
                context.Response.Redirect(Path);
                return Task.CompletedTask;
            };
            cookie.Events.OnValidatePrincipal = ValidateAsync;
        });
        builder.Services.AddAuthorizationBuilder().AddPolicy(Halfway, policy => policy.AddAuthenticationSchemes(Halfway).RequireAuthenticatedUser());
        foreach (var right in (string[])[Rights.Staff, Rights.Desk, Rights.Librarian, Rights.Administrator])
        {
            builder.Services.AddAuthorizationBuilder().AddPolicy(right, policy => policy.AddAuthenticationSchemes(Scheme).RequireRole(Rights.Names(Rights.RolesOf(right))));
        }
    }

    public static Task SignInAsync(HttpContext http, StaffAccount account, TimeProvider time) => http.SignInAsync(Scheme, new(new ClaimsIdentity(
        [.. Claims(account), new(Since, time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), .. Rights.Names(account.Roles).Select(role => new Claim(ClaimTypes.Role, role))],
        Scheme, ClaimTypes.Name, ClaimTypes.Role)));

    public static Task GoHalfwayAsync(HttpContext http, StaffAccount account, bool hasProvenSecond) => http.SignInAsync(Halfway, new(new ClaimsIdentity(
        [.. Claims(account), new(Second, hasProvenSecond ? "yes" : "no")], Halfway, ClaimTypes.Name, ClaimTypes.Role)));

    public static bool HasProvenSecond(ClaimsPrincipal halfway) => halfway.HasClaim(Second, "yes");

    public static long Id(ClaimsPrincipal staff) => long.Parse(staff.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);

    static IEnumerable<Claim> Claims(StaffAccount account) =>
        [new(ClaimTypes.NameIdentifier, account.Id.ToString(CultureInfo.InvariantCulture)), new(ClaimTypes.Name, account.Name), new(Stamp, account.SecurityStamp)];

    static void Common(CookieAuthenticationOptions cookie, string name, string path)
    {
        (cookie.Cookie.Name, cookie.Cookie.Path, cookie.Cookie.SameSite) = (name, path, SameSiteMode.Strict);
        cookie.LoginPath = Path;
        cookie.ReturnUrlParameter = "return";
    }

    // What was decided about an account counts at its next click: disabled, another password, other roles, signed out everywhere.
    static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var (staff, cancel) = (context.Principal!, context.HttpContext.RequestAborted);
        var isTooOld = long.TryParse(staff.FindFirstValue(Since), NumberStyles.None, CultureInfo.InvariantCulture, out var since)
            && services.GetRequiredService<TimeProvider>().GetUtcNow() >= DateTimeOffset.FromUnixTimeSeconds(since) + services.GetRequiredService<WebSettings>().StaffSessionEndsAfter;
        if (isTooOld || await services.GetRequiredService<StaffAccounts>().FindAsync(Id(staff), cancel) is not { IsDisabled: false } account || account.SecurityStamp != staff.FindFirstValue(Stamp))
        {
            context.RejectPrincipal();
        }
    }
}
