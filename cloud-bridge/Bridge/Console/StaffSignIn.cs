using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Bridge.Settings;
using Microsoft.AspNetCore.Authentication;

namespace Bridge.Console;

/// <summary>Sign-in of staff, by the accounts in the settings.</summary>
static class StaffSignIn
{
    public const string Scheme = "staff";
    public const string Path = "/console/signin";

    const string Account = "account";

    public static void AddStaffSignIn(this AuthenticationBuilder builder, BridgeSettings settings) => builder.AddCookie(Scheme, cookie =>
    {
        cookie.Cookie.Name = "staff";
        cookie.Cookie.Path = "/console";
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.LoginPath = Path;
        cookie.ReturnUrlParameter = "return";
        cookie.ExpireTimeSpan = settings.Web.SignInLasts;
        cookie.Events.OnRedirectToLogin = context =>
        {
            context.Response.Redirect(HttpMethods.IsGet(context.Request.Method) ? context.RedirectUri : Path);
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = context =>
        {
            // An account that was taken away, or got another password, is out at once.
            if (!settings.Web.Staff.Any(account => account.Name == context.Principal?.Identity?.Name && Mark(account) == context.Principal.FindFirstValue(Account)))
            {
                context.RejectPrincipal();
            }
            return Task.CompletedTask;
        };
    });

    public static ClaimsPrincipal ToPrincipal(StaffAccount account) =>
        new(new ClaimsIdentity([new(ClaimTypes.Name, account.Name), new(Account, Mark(account))], Scheme, ClaimTypes.Name, ClaimTypes.Role));

    static string Mark(StaffAccount account) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account.PasswordHash))[..8]);
}
