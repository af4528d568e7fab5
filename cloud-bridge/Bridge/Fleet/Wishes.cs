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
    /// <param name="station">What those that were paired are to be from now on; null: what they are.</param>
    public async Task ChangeAsync(IReadOnlyCollection<DeviceAddress> devices, Action<DeviceWishes> change, string staff, AuditAct act, string? detail, CancellationToken cancel, DeviceStation? station = null)
    {
        var changed = await store.WriteAsync(async db =>
        {
            var wishes = new List<(DeviceAddress Device, Desired Desired)>();
            foreach (var device in devices)
            {
                var row = await db.DeviceWishes.FindAsync([device.Name], cancel) ?? db.DeviceWishes.Add(new() { Device = device.Name }).Entity;
                change(row);
                var paired = await db.PairedDevices.FindAsync([device.Name], cancel);
                if (paired is not null)
                {
                    paired.Station = station ?? paired.Station;
                }
                audit.Add(db, staff, act, subject: device.Name, detail: detail);
                wishes.Add((device, Of(row, paired)));
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
        var all = await store.ReadAsync(async db =>
        {
            var paired = await db.PairedDevices.AsNoTracking().ToDictionaryAsync(row => row.Name, StringComparer.Ordinal, cancel);
            return (await db.DeviceWishes.AsNoTracking().ToListAsync(cancel)).ConvertAll(row => (row.Device, Desired: Of(row, paired.GetValueOrDefault(row.Device))));
        }, cancel);
        foreach (var (name, desired) in all)
        {
            if (DeviceAddress.TryParseName(name, out var device))
            {
                await deliveries.DesireAsync(device, desired, cancel);
            }
        }
    }

    public static Desired Of(DeviceWishes wishes, PairedRow? paired) =>
        new(wishes.LibraryName, wishes.Languages?.Split(','), wishes.Message, wishes.IsOutOfService, Id(wishes.Restart), Id(wishes.Identify), OfferOf(wishes), paired?.Station.ToString());

    public static UpdateOffer? OfferOf(DeviceWishes wishes) => wishes.Update is { } json && ContractJson.TryRead(Encoding.UTF8.GetBytes(json), ContractJson.Default.UpdateOffer, out var offer) ? offer : null;

    static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
