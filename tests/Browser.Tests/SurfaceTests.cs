using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Browser.Tests;

/// <summary>The bench's HTTP surface as design promises it: fields, status codes, and an answer to anything.</summary>
public sealed class SurfaceTests : IAsyncLifetime
{
    readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly HttpClient _client = new();
    Desk _desk = null!;

    string Device => _desk.Appliance.Id;
    CancellationToken Cancel => _end.Token;

    public async ValueTask InitializeAsync()
    {
        _end.CancelAfter(TimeSpan.FromSeconds(60));
        _desk = await Desk.SetAsync(Cancel);
        _client.BaseAddress = _desk.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _desk.DisposeAsync();
        _end.Dispose();
    }

    [Fact]
    public async Task Each_appliance_says_its_id_its_station_and_whether_it_is_paired()
    {
        var devices = await GetAsync("/bench/devices");
        Assert.Equal(_desk.World.Appliances.Select(appliance => appliance.Id), devices.EnumerateArray().Select(device => device.GetProperty("id").GetString()));
        Assert.All(devices.EnumerateArray(), device => Assert.Equal(["id", "station", "paired"], device.EnumerateObject().Select(field => field.Name)));
        Assert.Equal(_desk.Appliance.IsPaired, devices[0].GetProperty("paired").GetBoolean());
    }

    [Fact]
    public async Task The_screen_is_told_by_its_id_its_texts_and_whether_the_panel_moves()
    {
        var screen = await GetAsync($"/bench/devices/{Device}/screen");
        Assert.Equal(["screen", "texts", "busy", "page"], screen.EnumerateObject().Select(field => field.Name));
        Assert.Matches("^S[0-9]{2}$", screen.GetProperty("screen").GetString());
        Assert.Equal(JsonValueKind.Array, screen.GetProperty("texts").ValueKind);
    }

    [Fact]
    public async Task The_picture_of_the_panel_is_a_PNG_with_every_pixel_as_the_eye_sees_it()
    {
        while (_desk.Appliance.Screen is not { Id: "S01", IsBusy: false })   // else it is another picture by the time it is compared
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }
        using var response = await _client.GetAsync(new Uri($"/bench/devices/{Device}/screen.png", UriKind.Relative), Cancel);
        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        using var picture = SkiaSharp.SKBitmap.Decode(await response.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal((400, 300), (picture.Width, picture.Height));
        Assert.Equal(_desk.Appliance.VisiblePixels, Enumerable.Range(0, 400 * 300).Select(n => picture.GetPixel(n % 400, n / 400).Red));
    }

    [Fact]
    public async Task A_card_is_put_on_the_reader_and_taken_away()
    {
        var person = _desk.World.People[0].Slug;
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, $"/bench/devices/{Device}/card", $$"""{"person": "{{person}}"}""")).Status);
        Assert.Equal(person, _desk.Appliance.Card);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Delete, $"/bench/devices/{Device}/card", null)).Status);
        Assert.Null(_desk.Appliance.Card);
    }

    [Fact]
    public async Task A_person_nobody_knows_is_answered_with_those_who_are_there()
    {
        var (status, answer) = await SendAsync(HttpMethod.Put, $"/bench/devices/{Device}/card", """{"person": "nobody"}""");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("nobody", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(_desk.World.People.Select(person => person.Slug), answer.GetProperty("people").EnumerateArray().Select(slug => slug.GetString()!));
    }

    [Theory]
    [InlineData("PUT", "card")]
    [InlineData("DELETE", "card")]
    [InlineData("POST", "keys")]
    [InlineData("POST", "scan")]
    [InlineData("POST", "power")]
    [InlineData("GET", "screen")]
    [InlineData("GET", "screen.png")]
    [InlineData("GET", "stream")]
    public async Task An_appliance_nobody_knows_is_answered_with_those_that_are_there(string method, string what)
    {
        var (status, answer) = await SendAsync(new(method), $"/bench/devices/none-of-ours/{what}", "{}");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(_desk.World.Appliances.Select(appliance => appliance.Id), answer.GetProperty("devices").EnumerateArray().Select(id => id.GetString()!));
    }

    [Theory]
    [InlineData("PUT", "devices/{0}/card")]
    [InlineData("POST", "devices/{0}/keys")]
    [InlineData("POST", "devices/{0}/scan")]
    [InlineData("POST", "devices/{0}/power")]
    [InlineData("POST", "link")]
    public async Task A_wrong_body_is_answered_with_what_to_send(string method, string path)
    {
        var wrong = new[]
        {
            "", "{", "[]", "null", "1", "\"keys\"", "{}", """{"person": 5, "keys": true, "code": [], "cut": "yes", "up": 1}""",
            """{"person": null, "keys": "", "code": "", "cut": null, "up": null}""", """{"keys": "12a#"}""", new string('[', 20_000), "\0\u0001�",
        };
        foreach (var body in wrong)
        {
            var (status, answer) = await SendAsync(new(method), $"/bench/{path.Replace("{0}", Device, StringComparison.Ordinal)}", body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.StartsWith("send {", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Power_is_cut_and_given_back()
    {
        await SendAsync(HttpMethod.Post, $"/bench/devices/{Device}/power", """{"cut": true}""");
        Assert.False(_desk.Appliance.IsPowered);
        await SendAsync(HttpMethod.Post, $"/bench/devices/{Device}/power", """{"cut": false}""");
        Assert.True(_desk.Appliance.IsPowered);
    }

    [Fact]
    public async Task The_network_is_taken_away_and_given_back()
    {
        await SendAsync(HttpMethod.Post, "/bench/link", """{"up": false}""");
        Assert.False(_desk.World.IsLinkUp);
        Assert.False((await GetAsync("/bench/link")).GetProperty("up").GetBoolean());
        await SendAsync(HttpMethod.Post, "/bench/link", """{"up": true}""");
        Assert.True(_desk.World.IsLinkUp);
    }

    [Fact]
    public async Task The_ledger_has_every_field_that_was_promised()
    {
        var ledger = await GetAsync("/bench/ledger");
        foreach (var (list, fields) in new Dictionary<string, string[]>
        {
            ["patrons"] = ["number", "name"],
            ["links"] = ["person", "patron", "ppid"],
            ["items"] = ["barcode", "title", "status"],
            ["loans"] = ["item", "patron", "due"],
            ["holds"] = ["title", "patron", "status", "slot"],
            ["events"] = ["device", "sequence", "type"],
            ["mails"] = ["to", "subject"],
            ["staffQueue"] = ["reason"],
        })
        {
            Assert.All(ledger.GetProperty(list).EnumerateArray(), entry => Assert.Subset(entry.EnumerateObject().Select(field => field.Name).ToHashSet(), fields.ToHashSet()));
        }
        Assert.NotEmpty(ledger.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Whatever_is_not_there_is_answered_in_JSON() =>
        Assert.Contains("GET /bench/nothing", (await SendAsync(HttpMethod.Get, "/bench/nothing", null)).Answer.GetProperty("error").GetString(), StringComparison.Ordinal);

    [Fact]
    public async Task A_page_of_another_site_can_press_no_keys()
    {
        using var foreign = new HttpRequestMessage(HttpMethod.Post, $"/bench/devices/{Device}/keys") { Content = new StringContent("""{"keys": "1"}"""), Headers = { { "Origin", "https://example.org" } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await _client.SendAsync(foreign, Cancel)).StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/bench/ledger") { Headers = { Host = "example.org" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await _client.SendAsync(rebound, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_stream_tells_the_state_at_once_and_each_change_and_ends_with_the_server()
    {
        await using var stream = await _client.GetStreamAsync(new Uri($"/bench/devices/{Device}/stream", UriKind.Relative), Cancel);
        using var lines = new StreamReader(stream);
        Assert.True((await NextStateAsync(lines)).GetProperty("linkUp").GetBoolean());
        await SendAsync(HttpMethod.Post, "/bench/link", """{"up": false}""");
        while ((await NextStateAsync(lines)).GetProperty("linkUp").GetBoolean())
        {
        }
    }

    async Task<JsonElement> NextStateAsync(StreamReader lines)
    {
        for (var name = ""; await lines.ReadLineAsync(Cancel) is { } line;)
        {
            name = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : name;
            if (name == "state" && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<JsonElement>(line[6..]);
            }
        }
        throw new InvalidOperationException("the stream ended");
    }

    Task<JsonElement> GetAsync(string path) => _client.GetFromJsonAsync<JsonElement>(path, Cancel);

    async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(HttpMethod method, string path, string? body)
    {
        // As curl sends it: the content type says form, the body is JSON.
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded") };
        using var response = await _client.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }
}
