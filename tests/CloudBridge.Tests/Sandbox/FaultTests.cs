using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Sandbox.Faults;

namespace CloudBridge.Tests.Sandbox;

/// <summary>Faults on request, and who may ask for them.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_fault_is_asked_for_listed_and_ended()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var http = new HttpClient { BaseAddress = sandbox.Host.Issuer };

        Assert.Equal(HttpStatusCode.NoContent, (await AskAsync(http, """{"fault":"wrongSignature","person":"yamada-hanako","count":2}""")).StatusCode);
        Assert.Equal("""[{"fault":"wrongSignature","person":"yamada-hanako","count":2}]""", await http.GetStringAsync("faults", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NoContent, (await AskAsync(http, """{"fault":"none"}""")).StatusCode);
        Assert.Empty(sandbox.Host.Faults.Pending);
    }

    [Theory]
    [InlineData("""{"fault":"flood"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"fault":9}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"fault":"slow","count":0}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"person":"yamada-hanako"}""", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("""{"fault":"slow","person":"nobody"}""", HttpStatusCode.NotFound)]
    public async Task Anything_else_is_told_what_to_send(string body, HttpStatusCode status)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var http = new HttpClient { BaseAddress = sandbox.Host.Issuer };

        using var response = await AskAsync(http, body);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains("slow|error|wrongSignature", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(sandbox.Host.Faults.Pending);
    }

    [Fact]
    public async Task The_people_are_listed_without_what_is_theirs_alone()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var http = new HttpClient { BaseAddress = sandbox.Host.Issuer };

        var text = await http.GetStringAsync("people", TestContext.Current.CancellationToken);
        var people = JsonDocument.Parse(text).RootElement;

        Assert.Equal(TestPeople.All.Select(person => person.Id), people.EnumerateArray().Select(person => person.GetProperty("id").GetString()));
        Assert.Contains("山田", text, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", text, StringComparison.Ordinal);
        Assert.Equal(["id", "isRevoked", "name", "remark", "triesLeft"], people[0].EnumerateObject().Select(part => part.Name).Order());
    }

    [Fact]
    public async Task Whoever_comes_through_a_proxy_or_to_a_pilot_finds_neither()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await using var pilot = await TestSandbox.StartAsync(new() { Listen = "127.0.0.1:0", CardListen = "127.0.0.1:0", IsPilot = true });
        using var proxied = new HttpClient { BaseAddress = sandbox.Host.Issuer, DefaultRequestHeaders = { { "X-Forwarded-For", "192.0.2.1" } } };
        using var http = new HttpClient { BaseAddress = pilot.Host.Issuer };

        foreach (var client in new[] { proxied, http })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("people", TestContext.Current.CancellationToken)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(client, """{"fault":"error"}""")).StatusCode);
        }
    }

    [Property]
    public bool A_fault_befalls_as_often_as_asked_and_only_whom_it_was_asked_for(byte times)
    {
        var (desk, count) = (new FaultDesk(), times % 20 + 1);
        desk.Ask(new(Fault.Error, "a", count));
        return !desk.Befalls(Fault.Error, "b") && !desk.Befalls(Fault.Error, null) && !desk.Befalls(Fault.Slow, "a")
            && Enumerable.Range(0, count).All(_ => desk.Befalls(Fault.Error, "a")) && !desk.Befalls(Fault.Error, "a");
    }

    [Fact]
    public void Nothing_ends_for_others_what_was_asked_for_one()
    {
        var desk = new FaultDesk();
        desk.Ask(new(Fault.Slow, "a"));
        desk.Ask(new(Fault.Slow, "b"));
        desk.Ask(new(Fault.None, "a"));

        Assert.Equal([new FaultRequest(Fault.Slow, "b")], desk.Pending);
    }

    static Task<HttpResponseMessage> AskAsync(HttpClient http, string body) => http.PostAsync("faults", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}
