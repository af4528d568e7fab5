using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Console.Desk;
using Bridge.Console.Fleet;
using Bridge.Console.People;
using Bridge.Console.Queue;
using Bridge.Console.Reports;
using Bridge.Console.Review;
using Bridge.Console.SignIn;
using Bridge.Fleet;
using Microsoft.AspNetCore.Authentication;

namespace Bridge.Console;

/// <summary>The pages of staff. Everything here asks for a sign-in but the sign-in itself, and most for a role.</summary>
static class ConsolePages
{
    public static void Map(RouteGroupBuilder pages)
    {
        SignInPages.Map(pages);
        pages.MapGet(Pairings.ShortPath, (HttpContext http) => Results.LocalRedirect($"/console/appliances/pair{http.Request.QueryString}"));
        var console = pages.MapGroup("/console").RequireAuthorization(Rights.Staff);
        console.MapPost("/signout", async (HttpContext http, AuditLog audit, CancellationToken cancel) =>
        {
            await audit.WriteAsync(Staff(http), AuditAct.SignedOut, cancel);
            await http.SignOutAsync(StaffSession.Scheme);
            return Results.Redirect(StaffSession.Path);
        });
        StartPages.Map(console);
        OwnPages.Map(console);
        var desk = console.MapGroup("").RequireAuthorization(Rights.Desk);
        DeskPages.Map(desk);
        CounterPages.Map(desk);
        ItemPages.Map(desk);
        HoldPages.Map(desk);
        PatronPages.Map(desk);
        TaskPages.Map(desk);
        CallPages.Map(desk);
        var librarian = console.MapGroup("").RequireAuthorization(Rights.Librarian);
        ReviewPages.Map(librarian);
        ReportPages.Map(librarian);
        var administrator = console.MapGroup("").RequireAuthorization(Rights.Administrator);
        AccountPages.Map(administrator);
        AuditPages.Map(administrator);
        AppliancePages.Map(administrator);
        PairPages.Map(administrator);
        UpdatePages.Map(administrator);
    }

    /// <summary>Who is signed in.</summary>
    public static string Staff(HttpContext http) => http.User.Identity?.Name ?? throw new InvalidOperationException("a console page without sign-in");
}
