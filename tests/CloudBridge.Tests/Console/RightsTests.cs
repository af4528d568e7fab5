using System.Net;
using Bridge.Console;
using Bridge.Console.Accounts;
using Bridge.Console.SignIn;
using CloudBridge.Tests.Patrons;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace CloudBridge.Tests.Console;

/// <summary>Which page wants which role: every route of the console, so that a new one is not forgotten.</summary>
public sealed class RightsTests
{
    [Fact]
    public async Task Without_a_sign_in_every_page_leads_to_the_sign_in()
    {
        await using var visits = await StaffVisits.StartAsync();
        var nobody = visits.Visitor();
        foreach (var (method, path, right) in Routes(visits.Bridge).Where(route => route.Right is not null))
        {
            await nobody.SendAsync(new(method, path));
            Assert.True(nobody.At.AbsolutePath == "/console/signin", $"{method} {path} ({right}) answered {nobody.Status} at {nobody.At.AbsolutePath}");
        }
        Assert.All(Routes(visits.Bridge).Where(route => route.Right is null), route => Assert.Equal("/console/signin", route.Path));
    }

    [Theory]
    [InlineData(StaffRoles.Clerk)]
    [InlineData(StaffRoles.Librarian)]
    [InlineData(StaffRoles.Administrator)]
    public async Task With_another_role_every_page_is_refused(object role)
    {
        await using var visits = await StaffVisits.StartAsync();
        var staff = await visits.InAsync("sato", (StaffRoles)role);
        var refused = 0;
        foreach (var (method, path, right) in Routes(visits.Bridge).Where(route => route.Right is not null and not StaffSession.Halfway && !Rights.RolesOf(route.Right).HasFlag((StaffRoles)role)))
        {
            await staff.SendAsync(new(method, path));
            Assert.True(staff.Status == HttpStatusCode.Forbidden, $"{method} {path} ({right}) answered {staff.Status}");
            refused++;
        }
        Assert.True(refused > 5);
    }

    [Fact]
    public async Task What_no_page_of_the_console_sent_changes_nothing()
    {
        await using var visits = await StaffVisits.StartAsync();
        var staff = await visits.InAsync("sato", StaffRoles.All);
        foreach (var (method, path, right) in Routes(visits.Bridge).Where(route => route.Method == HttpMethod.Post && route.Right != StaffSession.Halfway))
        {
            await staff.SendAsync(new(method, path) { Content = new FormUrlEncodedContent([KeyValuePair.Create("Name", "x")]) });
            Assert.True(staff.Status == HttpStatusCode.BadRequest, $"{method} {path} ({right}) answered {staff.Status}");
        }
    }

    [Fact]
    public async Task Pages_with_patrons_are_the_desks_and_accounts_the_administrators()
    {
        await using var visits = await StaffVisits.StartAsync();
        foreach (var (_, path, right) in Routes(visits.Bridge))
        {
            Assert.Equal(path.Split('/') switch
            {
                ["", "console", "signin"] => null,
                ["", "console", "signin", ..] => StaffSession.Halfway,
                ["", "console"] or ["", "console", "me" or "signout", ..] => Rights.Staff,
                ["", "console", "desk" or "patrons" or "holds" or "items" or "tasks" or "calls", ..] => Rights.Desk,
                ["", "console", "applications" or "reports" or "exports", ..] => Rights.Librarian,
                ["", "console", "staff" or "audit" or "appliances" or "updates", ..] => Rights.Administrator,
                _ => "a right that somebody has thought about",
            }, right);
        }
    }

    [Fact]
    public async Task A_patron_is_nobody_here()
    {
        await using var web = await PatronWeb.StartAsync();
        var patron = await web.SignedInAsync();

        await patron.GetAsync("/console");

        Assert.Equal("/console/signin", patron.At.AbsolutePath);
    }

    // The right named last is the strictest: groups are within groups.
    static IEnumerable<(HttpMethod Method, string Path, string? Right)> Routes(TestBridge bridge) =>
        from endpoint in bridge.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.RoutePattern.RawText!.StartsWith("/console", StringComparison.Ordinal)
        let path = string.Join('/', endpoint.RoutePattern.RawText!.TrimEnd('/').Split('/').Select(part => part.Contains(":long", StringComparison.Ordinal) ? "1" : part.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)))
        let right = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? null : endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is [.., var last] ? last.Policy : throw new InvalidOperationException($"{path} asks for nothing")
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (new HttpMethod(method), path, right);
}
