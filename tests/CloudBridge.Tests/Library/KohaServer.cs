using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBridge.Tests.Library;

/// <summary>As much of Koha's REST API as new patrons need, with the awkward answers it gives.</summary>
sealed class KohaServer : IAsyncDisposable
{
    readonly WebApplication app;

    KohaServer(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    /// <summary>Bodies of the patrons it has, by card number.</summary>
    public Dictionary<string, JsonElement> Patrons { get; } = [];

    /// <summary>Every request, <c>POST /api/v1/patrons</c>.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>What happens to the next requests for patrons, one each; then all is well.</summary>
    public Queue<KohaMood> Moods { get; } = new();

    public bool WantsToken { get; set; }
    public bool IsClosed { get; set; }

    public static async Task<KohaServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var server = new KohaServer(builder.Build());
        server.app.MapPost("/api/v1/oauth/token", server.TokenAsync);
        server.app.MapGet("/api/v1/patrons", server.FindAsync);
        server.app.MapPost("/api/v1/patrons", server.AddAsync);
        await server.app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    async Task TokenAsync(HttpContext context)
    {
        Heard.Add("token");
        var form = await context.Request.ReadFormAsync(TestContext.Current.CancellationToken);
        await (form["client_id"] == "bridge" && form["client_secret"] == "secret"
            ? SayAsync(context, 200, """{"access_token":"t0ken","expires_in":3600,"token_type":"Bearer"}""")
            : SayAsync(context, 401, """{"error":"unauthorized_client"}"""));
    }

    async Task FindAsync(HttpContext context)
    {
        Heard.Add("GET");
        if (await IsAwkwardAsync(context))
        {
            return;
        }
        var number = JsonDocument.Parse(context.Request.Query["q"].ToString()).RootElement.GetProperty("cardnumber").GetString()!;
        await SayAsync(context, 200, Patrons.TryGetValue(number, out var patron) ? $"[{patron.GetRawText()}]" : "[]");
    }

    async Task AddAsync(HttpContext context)
    {
        Heard.Add("POST");
        var mood = Moods.Count > 0 ? Moods.Peek() : KohaMood.Fine;
        if (mood is not KohaMood.DiesAfterDoing && await IsAwkwardAsync(context))
        {
            return;
        }
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: TestContext.Current.CancellationToken);
        var number = body.RootElement.GetProperty("cardnumber").GetString()!;
        if (!Patrons.TryAdd(number, body.RootElement.Clone()))
        {
            await SayAsync(context, 409, """{"error":"Duplicate cardnumber"}""");
            return;
        }
        if (mood is KohaMood.DiesAfterDoing)
        {
            Moods.Dequeue();
            context.Abort();
            return;
        }
        await SayAsync(context, 201, """{"patron_id":7}""");
    }

    async Task<bool> IsAwkwardAsync(HttpContext context)
    {
        var isWelcome = context.Request.Headers.Authorization == (WantsToken ? "Bearer t0ken" : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("bridge:secret")));
        if (IsClosed || !isWelcome)
        {
            await SayAsync(context, 401, """{"error":"Authentication failure."}""");
            return true;
        }
        switch (Moods.Count > 0 ? Moods.Dequeue() : KohaMood.Fine)
        {
            case KohaMood.Fine:
                return false;
            case KohaMood.SaysGarbage:
                await SayAsync(context, 200, "<html>maintenance</html>");
                return true;
            case KohaMood.DiesBeforeDoing or KohaMood.DiesAfterDoing:
                context.Abort();
                return true;
            case var status:
                await SayAsync(context, (int)status, """{"error":"山田　花子"}""");
                return true;
        }
    }

    static Task SayAsync(HttpContext context, int status, string json)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        return context.Response.WriteAsync(json, TestContext.Current.CancellationToken);
    }
}

/// <summary>What goes wrong; the others are the HTTP status.</summary>
public enum KohaMood
{
    Fine,
    SaysGarbage,
    DiesBeforeDoing,
    DiesAfterDoing,
    IsSilentBeforeDoing,
    IsSilentAfterDoing,
    GarblesAnswer,
    BadRequest = 400,
    Unauthorized = 401,
    Forbidden = 403,
    Precondition = 412,
    Busy = 503,
    Broken = 500,
}
