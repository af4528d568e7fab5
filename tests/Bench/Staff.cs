using Bridge.Console.Accounts;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bench;

/// <summary>Who works at this desk: one account that may do everything, and its card.</summary>
static class Staff
{
    public const string Name = "staff", Password = "kazashi-desk";

    /// <summary>The barcode of the card that opens staff's screens at an appliance.</summary>
    public const string Card = "9100001";

    public static async Task ComeToWorkAsync(IServiceProvider bridge, CancellationToken cancel)
    {
        await StaffAccounts.AddAsync(bridge, Name, Password, StaffRoles.All);
        await bridge.GetRequiredService<Store>().WriteAsync(async db =>
        {
            var account = await db.StaffAccounts.SingleAsync(account => account.Name == Name, cancel);
            return db.StaffCards.Add(new() { AccountId = account.Id, Kind = StaffCardKind.Barcode, Value = Card, At = TimeProvider.System.GetUtcNow() });
        }, cancel);
    }
}
