using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudBridge.Tests.Sip2;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests.Library;

/// <summary>The REST door of a library that has a SIP2 door, too: loans are the same, and holds are kept here. Misbehaves when told, and counts what it does.</summary>
sealed class KohaCirculation : IAsyncDisposable
{
    public static readonly TimeSpan LongerThanAnyWait = TimeSpan.FromSeconds(120);

    readonly WebApplication app;
    readonly AwkwardServer library;
    readonly FakeTimeProvider time;
    readonly List<(long Id, string Patron, string Item, string Pickup)> holds = [];
    readonly Lock gate = new();
    long lastHold = 70;

    KohaCirculation(WebApplication app, AwkwardServer library, FakeTimeProvider time) => (this.app, this.library, this.time) = (app, library, time);

    public string Address => app.Urls.Single();

    /// <summary>Chooses by method and last word of the path: <c>POST holds</c>, <c>DELETE holds</c>, <c>POST renewals</c>, <c>GET checkouts</c>.</summary>
    public Func<string, KohaMood> Mood { get; set; } = _ => KohaMood.Fine;

    /// <summary>Every request, as <see cref="Mood"/> is asked.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>Why Koha would not; null and it does.</summary>
    public string? Against { get; set; }

    /// <summary>A hold is not deleted, but recorded as to be cancelled.</summary>
    public bool RecordsCancelling { get; set; }

    /// <summary>W, T or null, of every hold.</summary>
    public string? Status { get; set; }

    public IReadOnlyList<(long Id, string Patron, string Item, string Pickup)> Holds => [.. holds];
    public HashSet<long> ToBeCancelled { get; } = [];
    public int MostPerPage { get; set; } = 100;

    public static async Task<KohaCirculation> StartAsync(AwkwardServer library, FakeTimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var koha = new KohaCirculation(builder.Build(), library, time);
        var api = koha.app.MapGroup("/api/v1");
        koha.Map(api.MapGet, "patrons", "GET patrons", http => new JsonArray([.. Patrons.Where(known => known.Name == Query(http, "cardnumber")).Select(known => (JsonNode)new JsonObject { ["patron_id"] = known.Id, ["cardnumber"] = known.Name })]));
        koha.Map(api.MapGet, "checkouts", "GET checkouts", koha.Checkouts);
        koha.Map(api.MapPost, "checkouts/{id}/renewals", "POST renewals", koha.Renew, 201);
        koha.Map(api.MapGet, "items", "GET items", koha.Items);
        koha.Map(api.MapGet, "biblios/{id}", "GET biblios", http => new JsonObject { ["title"] = library.Titles[ItemOf(long.Parse(Route(http), CultureInfo.InvariantCulture) - 10)], ["author"] = "紫式部" });
        koha.Map(api.MapGet, "holds", "GET holds", koha.ListHolds);
        koha.Map(api.MapPost, "holds", "POST holds", koha.Hold, 201);
        koha.Map(api.MapDelete, "holds/{id}", "DELETE holds", koha.Cancel, 204);
        await koha.app.StartAsync(TestContext.Current.CancellationToken);
        return koha;
    }

    public void AddHold(string patron, string item, string pickup = "CPL") => holds.Add((++lastHold, patron, item, pickup));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    static readonly (long Id, string Name)[] Patrons = [(1, "P1"), (2, "P2")];

    static string ItemOf(long id) => $"B{id}";
    static long IdOf(string item) => item[^1] - '0';
    static string Route(HttpContext http) => (string)http.Request.RouteValues["id"]!;
    static string? Query(HttpContext http, string field) => JsonNode.Parse(http.Request.Query["q"].ToString())?[field]?.GetValue<string>();
    static string NameOf(HttpContext http) => $"P{http.Request.Query["patron_id"]}";

    JsonArray Page(HttpContext http, IEnumerable<JsonNode> all)
    {
        var (page, size) = (int.Parse(http.Request.Query["_page"]!, CultureInfo.InvariantCulture), Math.Min(MostPerPage, int.Parse(http.Request.Query["_per_page"]!, CultureInfo.InvariantCulture)));
        return new([.. all.Skip((page - 1) * size).Take(size)]);
    }

    JsonArray Checkouts(HttpContext http) => Page(http, library.Loans.Where(loan => loan.Value.Patron == NameOf(http)).Select(loan => Checkout(loan.Key)));

    JsonObject Checkout(string item) => new()
    {
        ["checkout_id"] = 100 + IdOf(item),
        ["item_id"] = IdOf(item),
        ["due_date"] = library.Loans[item].Due.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "+00:00",
        ["renewals_count"] = 1,
    };

    JsonObject? Renew(HttpContext http)
    {
        var item = ItemOf(long.Parse(Route(http), CultureInfo.InvariantCulture) - 100);
        if (Against is not null)
        {
            return Refuse(http, 403, $"Renewal not authorized ({Against})");
        }
        library.Prolong(item);
        return Checkout(item);
    }

    JsonArray Items(HttpContext http) => Page(http, library.Titles
        .Where(title => http.Request.Query.TryGetValue("external_id", out var barcode) ? title.Key == barcode : JsonNode.Parse(http.Request.Query["q"]!)!["item_id"]!.AsArray().Any(id => id!.GetValue<long>() == IdOf(title.Key)))
        .Select(title =>
        {
            var item = new JsonObject { ["item_id"] = IdOf(title.Key), ["biblio_id"] = 10 + IdOf(title.Key), ["external_id"] = title.Key };
            if (http.Request.Headers["x-koha-embed"] == "biblio")
            {
                item["biblio"] = new JsonObject { ["title"] = title.Value, ["author"] = "紫式部" };
            }
            return item;
        }));

    JsonArray ListHolds(HttpContext http) => Page(http, holds.Where(hold => hold.Patron == NameOf(http)).Select(hold =>
    {
        var told = new JsonObject
        {
            ["hold_id"] = hold.Id,
            ["biblio_id"] = 10 + IdOf(hold.Item),
            ["item_id"] = Status is null ? null : $"{IdOf(hold.Item)}",   // a text, as in some versions
            ["pickup_library_id"] = hold.Pickup,
            ["priority"] = Status is null ? 1 : 0,
            ["status"] = Status,
            ["expiration_date"] = "2026-06-09",
        };
        if (http.Request.Headers["x-koha-embed"] == "cancellation_requested")
        {
            told["cancellation_requested"] = ToBeCancelled.Contains(hold.Id);
        }
        return told;
    }));

    JsonObject? Hold(HttpContext http)
    {
        var body = JsonDocument.Parse(new StreamReader(http.Request.Body).ReadToEndAsync().GetAwaiter().GetResult()).RootElement;
        var (patron, item, pickup) = ($"P{body.GetProperty("patron_id").GetInt64()}", ItemOf(body.GetProperty("biblio_id").GetInt64() - 10), body.GetProperty("pickup_library_id").GetString()!);
        if (pickup == "NOWHERE")
        {
            return Refuse(http, 400, "The supplied pickup location is not valid");
        }
        if ((holds.Any(hold => hold.Patron == patron && hold.Item == item) ? "itemAlreadyOnHold" : Against) is { } why)
        {
            return Refuse(http, 403, $"Hold cannot be placed. Reason: {why}");
        }
        AddHold(patron, item, pickup);
        return new() { ["hold_id"] = lastHold, ["biblio_id"] = body.GetProperty("biblio_id").GetInt64(), ["priority"] = holds.Count(hold => hold.Item == item) };
    }

    JsonObject? Cancel(HttpContext http)
    {
        var id = long.Parse(Route(http), CultureInfo.InvariantCulture);
        if (RecordsCancelling && http.Request.Headers["x-koha-override"] == "cancellation-request-flow")
        {
            ToBeCancelled.Add(id);
            http.Response.StatusCode = 202;
            return null;
        }
        if (holds.RemoveAll(hold => hold.Id == id) == 0)
        {
            return Refuse(http, 404, "Hold not found");
        }
        http.Response.StatusCode = 204;
        return null;
    }

    static JsonObject? Refuse(HttpContext http, int status, string why)
    {
        http.Response.StatusCode = status;
        return new() { ["error"] = why };
    }

    void Map(Func<string, RequestDelegate, IEndpointConventionBuilder> map, string path, string what, Func<HttpContext, JsonNode?> answer, int good = 200) => map("/" + path, async http =>
    {
        KohaMood mood;
        lock (gate)
        {
            Heard.Add(what);
            mood = http.Request.Headers.Authorization.Count == 0 ? KohaMood.Unauthorized : Mood(what);
        }
        switch (mood)
        {
            case KohaMood.SaysGarbage:
                await http.Response.WriteAsync("<html>maintenance</html>", TestContext.Current.CancellationToken);
                return;
            case KohaMood.DiesBeforeDoing:
                http.Abort();
                return;
            case KohaMood.IsSilentBeforeDoing:
                await StayAwayAsync(http);
                return;
            case KohaMood.Forbidden:
                http.Response.StatusCode = 403;
                await http.Response.WriteAsync("""{"error":"Authorization failure. Missing required permission(s).","required_permissions":{"circulate":"circulate_remaining_permissions"}}""", TestContext.Current.CancellationToken);
                return;
            case KohaMood.Unauthorized or KohaMood.BadRequest or KohaMood.Precondition or KohaMood.Busy or KohaMood.Broken:
                http.Response.StatusCode = (int)mood;
                return;
            case KohaMood.Fine or KohaMood.DiesAfterDoing or KohaMood.IsSilentAfterDoing or KohaMood.GarblesAnswer:
                break;
        }
        JsonNode? said;
        http.Response.StatusCode = good;
        lock (gate)
        {
            said = answer(http);
        }
        switch (mood)
        {
            case KohaMood.DiesAfterDoing:
                http.Abort();
                break;
            case KohaMood.IsSilentAfterDoing:
                await StayAwayAsync(http);
                break;
            case KohaMood.GarblesAnswer when http.Response.StatusCode != 204:
                await http.Response.WriteAsync("<html>", TestContext.Current.CancellationToken);
                break;
            default:
                if (said is not null)
                {
                    await http.Response.WriteAsync(said.ToJsonString(), TestContext.Current.CancellationToken);
                }
                break;
        }
    });

    async Task StayAwayAsync(HttpContext http)
    {
        time.Advance(LongerThanAnyWait);
        var gone = new TaskCompletionSource();
        await using var _ = http.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
