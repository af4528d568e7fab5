using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Identity;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Console;

/// <summary>What happens at appliances right now, as the desk sees it.</summary>
public sealed class CounterTests : IAsyncLifetime
{
    readonly TestDevice device = new();
    StaffVisits visits = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => visits = await StaffVisits.StartAsync(new() { Listen = "http://127.0.0.1:0", RequireSecondFactor = false }, device);

    public async ValueTask DisposeAsync()
    {
        await visits.DisposeAsync();
        device.Dispose();
    }

    [Fact]
    public async Task Who_held_a_card_to_the_counter_is_opened_without_a_form_and_named_only_then()
    {
        var patron = await visits.Bridge.AddPatronAsync("1001");
        visits.Bridge.Get<AtTheCounter>().Recognised(device.Address, patron.Id, new(CardKind.LibraryCard, Assurance.Presented));
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/desk");
        Assert.Contains("At the counter now", clerk.Page, StringComparison.Ordinal);
        Assert.DoesNotContain(patron.Name, clerk.Page, StringComparison.Ordinal);

        await clerk.PostAsync("/console/desk/counter", ("Device", device.Address.Name));

        Assert.Equal($"/console/desk/{patron.Id}", clerk.At.AbsolutePath);
        Assert.Contains(patron.Name, clerk.Page, StringComparison.Ordinal);
        Assert.Contains(await visits.DoneAsync(), entry => entry is { Act: AuditAct.PatronAtCounterSeen, Patron: "1001" } && entry.Subject == device.Address.Name);
        await clerk.GetAsync("/console/desk");
        Assert.DoesNotContain("At the counter now", clerk.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_minutes_later_nobody_is_there()
    {
        var patron = await visits.Bridge.AddPatronAsync("1001");
        visits.Bridge.Get<AtTheCounter>().Recognised(device.Address, patron.Id, new(CardKind.LibraryCard, Assurance.Presented));
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/desk");

        visits.Bridge.Clock.Advance(TimeSpan.FromMinutes(3));
        await clerk.PostAsync("/console/desk/counter", ("Device", device.Address.Name));

        Assert.Equal("/console/desk", clerk.At.AbsolutePath);
        Assert.DoesNotContain("At the counter now", clerk.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_seen_on_the_first_page_until_somebody_goes_and_a_door_until_it_is_closed()
    {
        await visits.Bridge.WriteAsync(db => db.DeviceFacts.Add(new() { Device = device.Address.Name, CalledAt = visits.Bridge.Clock.GetUtcNow(), DoorOpenSince = visits.Bridge.Clock.GetUtcNow() }));
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk);
        Assert.Contains("Somebody asks for staff", clerk.Page, StringComparison.Ordinal);

        await clerk.PostAsync("/console/calls/answer", ("Device", device.Address.Name));

        Assert.DoesNotContain("Somebody asks for staff", clerk.Page, StringComparison.Ordinal);
        Assert.Contains("The door stands open", clerk.Page, StringComparison.Ordinal);
        Assert.Null((await visits.Bridge.ReadAsync(db => db.DeviceFacts.SingleAsync(Cancel))).CalledAt);
        Assert.Equal(AuditAct.CallAnswered, Assert.Single(await visits.DoneAsync()).Act);
    }
}
