using System.Net;
using System.Text.RegularExpressions;

namespace CloudBridge.Tests.Patrons;

/// <summary>A browser without a window: keeps cookies, follows redirects, fills forms in.</summary>
sealed partial class Visitor : IDisposable
{
    readonly HttpClient http;

    public Visitor(TestBridge bridge, string language = "ja")
    {
        http = new(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = new(bridge.Address) };
        http.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Where the visitor is, and what the page says.</summary>
    public Uri At { get; private set; } = new("about:blank");
    public string Page { get; private set; } = "";
    public HttpStatusCode Status { get; private set; }
    public HttpResponseMessage Answer { get; private set; } = new();

    /// <summary>Somebody else's place: the visitor is sent there and does not go.</summary>
    public string? Outside { get; init; }

    /// <summary>Whom a proxy says it asks for.</summary>
    public string Forwarded
    {
        set => http.DefaultRequestHeaders.Add("X-Forwarded-For", value);
    }

    /// <summary>Every address on the way there.</summary>
    public List<Uri> Way { get; } = [];

    public Task GetAsync(string path) => SendAsync(new(HttpMethod.Get, path));

    /// <summary>Sends a form of the page the visitor is at; the field that proves it comes from there is among its fields.</summary>
    public Task PostAsync(string path, params (string Field, string Value)[] fields) => SendAsync(new(HttpMethod.Post, path)
    {
        Content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", TokenField().Match(Page).Groups[1].Value)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))),
    });

    /// <summary>What a hidden field of the page says.</summary>
    public string Hidden(string field) => Regex.Match(Page, $"name=\"{field}\" value=\"([^\"]*)\"") is { Success: true } match ? match.Groups[1].Value : throw new InvalidOperationException($"the page at {At} has no field {field}");

    /// <param name="request">Sent as it is; then redirects are followed.</param>
    public async Task SendAsync(HttpRequestMessage request)
    {
        Way.Clear();
        for (var hops = 0; ; hops++)
        {
            Answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            At = new(http.BaseAddress!, request.RequestUri!);
            Way.Add(At);
            if (Answer.Headers.Location is not { } next)
            {
                break;
            }
            Assert.True(hops < 10, $"redirected for ever: {string.Join(' ', Way)}");
            if (Outside is { } outside && next.OriginalString.StartsWith(outside, StringComparison.Ordinal))
            {
                At = next;
                break;
            }
            request = new(HttpMethod.Get, new Uri(At, next));
        }
        Status = Answer.StatusCode;
        Page = WebUtility.HtmlDecode(await Answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
