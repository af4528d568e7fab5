using Firmware.Screens;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Bench;

/// <summary>What can be done to the appliances on the bench and what can be asked of them: JSON over HTTP, stable.</summary>
static class BenchSurface
{
    const int LongestInput = 4096;   // far beyond what any reader sends; garbage is welcome, a flood is not

    delegate Task<IResult> OnAppliance(BenchAppliance appliance, HttpRequest request);

    public static void MapSurface(this WebApplication app, BenchWorld world, LinkSwitch link)
    {
        app.MapGet("/bench/devices", () => Results.Json(world.Appliances.Select(Described)));
        app.MapGet("/bench/people", () => Results.Json(world.People.Select(person =>
            new { person = person.Slug, name = person.Name, kind = new { ja = person.KindJapanese, en = person.KindEnglish } })));
        app.MapGet("/bench/places", () => Results.Json(new { patrons = world.Pages, console = new Uri(world.Pages, "/console"), phone = world.Platform, eLibrary = world.ELibrary, staffCard = Staff.Card, door = world.Door.GetLeftPart(UriPartial.Authority) }));
        app.MapGet("/bench/link", () => Results.Json(new { up = link.IsUp }));
        app.MapPost("/bench/link", (HttpRequest request) => SetLinkAsync(request, link));
        app.MapGet("/bench/ledger", async (CancellationToken cancel) => Results.Bytes(await world.LedgerJsonAsync(cancel), "application/json; charset=utf-8"));

        Map("GET", "screen", (appliance, _) => Task.FromResult(Results.Json(Shown(appliance.Screen))));
        Map("GET", "screen.png", (appliance, _) => Task.FromResult(Picture(appliance)));
        Map("PUT", "card", (appliance, request) => PutCardAsync(appliance, request, world));
        Map("DELETE", "card", (appliance, _) =>
        {
            appliance.RemoveCard();
            return Task.FromResult(Results.Json(new { person = appliance.Card }));
        });
        Map("POST", "keys", PressAsync);
        Map("POST", "scan", ScanAsync);
        Map("POST", "power", SetPowerAsync);
        Map("POST", "door", SetDoorAsync);
        app.MapFallback("/bench/{**rest}", (HttpContext context) => Refusal.Because(Status404NotFound, $"nothing answers {context.Request.Method} {context.Request.Path}"));

        void Map(string method, string what, OnAppliance handle) =>
            app.MapMethods($"/bench/devices/{{id}}/{what}", [method], async (string id, HttpContext context) =>
                world.Appliances.FirstOrDefault(appliance => appliance.Id == id) is { } appliance
                    ? await handle(appliance, context.Request)
                    : Refusal.UnknownDevice(id, world));
    }

    static object Described(BenchAppliance appliance) => new { id = appliance.Id, station = appliance.Station, paired = appliance.IsPaired };

    static object Shown(BenchScreen screen) => new { screen = screen.Id, texts = screen.Texts, busy = screen.IsBusy, page = screen.Page };

    static IResult Picture(BenchAppliance appliance) => Results.Bytes(GreyPng.Encode(appliance.VisiblePixels, PanelPicture.Width, PanelPicture.Height, bitDepth: 8), "image/png");

    static async Task<IResult> PutCardAsync(BenchAppliance appliance, HttpRequest request, BenchWorld world) =>
        await RequestField.TextAsync(request, "person") is not { } person ? Refusal.WrongBody("""{"person": "…"}; GET /bench/people says who is there""")
        : !appliance.PutCard(person) ? Refusal.UnknownPerson(person, world)
        : Results.Json(new { person });

    static async Task<IResult> PressAsync(BenchAppliance appliance, HttpRequest request) =>
        await RequestField.TextAsync(request, "keys") is { Length: >= 1 and <= LongestInput } keys && await appliance.PressAsync(keys, request.HttpContext.RequestAborted)
            ? Results.Json(Shown(appliance.Screen))
            : Refusal.WrongBody("""{"keys": "1234#"}: the pad has 0-9, * and #""");

    static async Task<IResult> ScanAsync(BenchAppliance appliance, HttpRequest request)
    {
        if (await RequestField.TextAsync(request, "code") is not { Length: >= 1 and <= LongestInput } code)
        {
            return Refusal.WrongBody("""{"code": "A1234567A"}""");
        }
        await appliance.ScanAsync(code, request.HttpContext.RequestAborted);
        return Results.Json(Shown(appliance.Screen));
    }

    static async Task<IResult> SetPowerAsync(BenchAppliance appliance, HttpRequest request)
    {
        if (await RequestField.FlagAsync(request, "cut") is not { } cut)
        {
            return Refusal.WrongBody("""{"cut": true} to cut the power, {"cut": false} to give it back""");
        }
        await appliance.SetPowerAsync(isOn: !cut);
        return Results.Json(new { cut = !appliance.IsPowered });
    }

    static async Task<IResult> SetDoorAsync(BenchAppliance appliance, HttpRequest request)
    {
        if (await RequestField.FlagAsync(request, "open") is not { } open)
        {
            return Refusal.WrongBody("""{"open": true} to open the gate's door, {"open": false} to close it""");
        }
        appliance.SetDoor(isOpen: open);
        return Results.Json(new { open = appliance.IsDoorOpen });
    }

    static async Task<IResult> SetLinkAsync(HttpRequest request, LinkSwitch link)
    {
        if (await RequestField.FlagAsync(request, "up") is not { } up)
        {
            return Refusal.WrongBody("""{"up": false} to take the network away, {"up": true} to give it back""");
        }
        link.Set(up);
        return Results.Json(new { up = link.IsUp });
    }
}
