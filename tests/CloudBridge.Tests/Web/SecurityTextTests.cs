using System.Globalization;
using System.Net;

namespace CloudBridge.Tests.Web;

/// <summary>Where somebody who found a weakness writes to (RFC 9116).</summary>
public sealed class SecurityTextTests
{
    [Fact]
    public async Task It_has_a_contact_and_an_end_and_is_gone_after_it()
    {
        await using var bridge = await StartAsync(new() { Listen = "http://127.0.0.1:0", SecurityContact = new("mailto:security@city.example.jp"), SecurityExpires = new(2026, 12, 31) });
        using var http = new HttpClient();

        using var answer = await http.GetAsync(bridge.Url("/.well-known/security.txt"), TestContext.Current.CancellationToken);
        var fields = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd().Split('\n').ToDictionary(line => line.Split(": ", 2)[0], line => line.Split(": ", 2)[1]);

        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("mailto:security@city.example.jp", fields["Contact"]);
        Assert.Equal("ja, en", fields["Preferred-Languages"]);
        Assert.Equal(bridge.Url("/.well-known/security.txt").ToString(), fields["Canonical"]);
        Assert.True(DateTimeOffset.ParseExact(fields["Expires"], "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) > bridge.Clock.GetUtcNow());

        bridge.Clock.AdjustTime(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var gone = await http.GetAsync(bridge.Url("/.well-known/security.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Nobody_is_named_who_was_not_set()
    {
        await using var bridge = await StartAsync(new() { Listen = "http://127.0.0.1:0" });
        using var http = new HttpClient();

        using var answer = await http.GetAsync(bridge.Url("/.well-known/security.txt"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    static Task<TestBridge> StartAsync(Bridge.Settings.WebSettings web) => TestBridge.StartAsync(folder => new() { Storage = new() { Folder = folder }, Web = web, Broker = new() { Port = 0 } });
}
