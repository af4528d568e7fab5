using System.Text.Encodings.Web;
using System.Text.Unicode;
using Bridge.Console;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Console.SignIn;
using Bridge.ELibrary;
using Bridge.Identity;
using Bridge.Patrons;
using Bridge.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bridge.Web;

/// <summary>The pages of patrons and of staff: rendered here, without a script, on any browser.</summary>
static class WebParts
{
    public static void AddPages(this IServiceCollection services, BridgeSettings settings)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Forms.Largest;
        });
        services.AddSingleton(settings.Web).AddSingleton(settings.Library).AddSingleton(settings.SignIn);
        services.AddSingleton<PublicAddress>().AddSingleton<LockOut>().AddSingleton<PasswordDesk>().AddSingleton<VisitorPace>().AddSingleton<Terms>();
        services.AddSingleton<AuditLog>();
        StaffAccounts.Register(services);
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).AddRazorComponents();
        services.AddDataProtection().SetApplicationName("kazashi-bridge");
        services.AddOptions<KeyManagementOptions>().Configure<BridgeKeys, ILoggerFactory>((options, _, logs) =>
            options.XmlRepository = new FileSystemXmlRepository(Directory.CreateDirectory(Path.Combine(settings.Storage.Folder, "keys", "web")), logs));
        services.AddAntiforgery(options => options.Cookie.Name = "form");
        services.Configure<CookiePolicyOptions>(options => (options.HttpOnly, options.MinimumSameSitePolicy, options.Secure) =
            (Microsoft.AspNetCore.CookiePolicy.HttpOnlyPolicy.Always, SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest));
        services.AddAuthorizationBuilder()
            .AddPolicy(PlatformPerson.Scheme, policy => policy.AddAuthenticationSchemes(PlatformPerson.Scheme).RequireAuthenticatedUser());
        var authentication = services.AddAuthentication(PlatformPerson.Scheme);   // a form is bound to whoever looked at it, so every page must know
        authentication.AddPatronSignIn(settings);
        authentication.AddStaffSignIn(settings);
        services.AddELibraries(settings);
    }

    public static void UsePages(this WebApplication app)
    {
        var web = app.Services.GetRequiredService<WebSettings>();
        app.Use(async (http, next) =>
        {
            if (web.PublicRoot is { } url)
            {
                (http.Request.Scheme, http.Request.Host) = (url.Scheme, new HostString(url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}"));   // what people typed, whatever a proxy has made of it
            }
            await next(http);
        });
        app.Use(next => http => Headers.AddAsync(http, next));
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = http => Pages.Broken(http).ExecuteAsync(http) });
        app.UseStatusCodePages(context => context.HttpContext is { Response.StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed } http
            ? Pages.NotThere(http).ExecuteAsync(http) : Task.CompletedTask);
        app.UseRouting();
        app.UseCookiePolicy();
        app.UseAuthentication();
        app.UseAuthorization();
        Stylesheet.Map(app);
        SecurityText.Map(app);
        var pages = app.MapGroup("").AddEndpointFilter(Forms.GuardAsync);
        pages.MapGet("/language/{tag}", (HttpContext http, string tag, string? @return) =>
        {
            Languages.Remember(http.Response, Languages.Of(tag));
            return Results.LocalRedirect(LocalOr(@return, "/"));
        });
        PatronPages.Map(pages);
        HandOverPages.Map(pages);
        ELibraryPages.Map(app, pages);
        ConsolePages.Map(pages);
    }

    /// <summary>A path of this bridge, or the other one: nobody is sent elsewhere by an address they were given.</summary>
    public static string LocalOr(string? path, string otherwise) =>
        path is { Length: > 0 and < 2000 } && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal)
        && !path.Any(char.IsControl) ? path : otherwise;
}
