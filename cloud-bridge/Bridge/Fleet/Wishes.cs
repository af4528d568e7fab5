using System.Text;
using Bridge.Console.Audit;
using Bridge.Ingest;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Fleet;

/// <summary>What staff want of appliances: kept, told, and told again to a broker that has forgotten.</summary>
sealed class Wishes(Store store, Deliveries deliveries, AuditLog audit)
{
    /// <summary>The same change for one appliance or for many; each hears of it when it can.</summary>
    public async Task ChangeAsync(IReadOnlyCollection<DeviceAddress> devices, Action<DeviceWishes> change, string staff, AuditAct act, string? detail, CancellationToken cancel)
    {
        var changed = await store.WriteAsync(async db =>
        {
            var wishes = new List<(DeviceAddress Device, Desired Desired)>();
            foreach (var device in devices)
            {
                var row = await db.DeviceWishes.FindAsync([device.Name], cancel) ?? db.DeviceWishes.Add(new() { Device = device.Name }).Entity;
                change(row);
                audit.Add(db, staff, act, subject: device.Name, detail: detail);
                wishes.Add((device, Of(row)));
            }
            return wishes;
        }, cancel);
        foreach (var (device, desired) in changed)
        {
            await deliveries.DesireAsync(device, desired, cancel);
        }
    }

    public async Task AnnounceAsync(CancellationToken cancel)
    {
        foreach (var row in await store.ReadAsync(db => db.DeviceWishes.AsNoTracking().ToListAsync(cancel), cancel))
        {
            if (DeviceAddress.TryParseName(row.Device, out var device))
            {
                await deliveries.DesireAsync(device, Of(row), cancel);
            }
        }
    }

    public static Desired Of(DeviceWishes wishes) => new(wishes.LibraryName, wishes.Languages?.Split(','), wishes.Message, wishes.IsOutOfService, Id(wishes.Restart), Id(wishes.Identify), Offer(wishes.Update));

    static UpdateOffer? Offer(string? json) => json is not null && ContractJson.TryRead(Encoding.UTF8.GetBytes(json), ContractJson.Default.UpdateOffer, out var offer) ? offer : null;

    static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
