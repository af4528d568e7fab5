using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Fleet;

/// <summary>One appliance as staff see it: what is wanted of it beside what it last said of itself.</summary>
/// <param name="Paired">Null for one that has a token: of a desk, or of the settings.</param>
/// <param name="Until">End of its latest certificate.</param>
/// <param name="Board">That bundles are for; null for one that never said it: of an earlier release, or not updated by bundles.</param>
/// <param name="Unsent">Entries of its journal that had not come when it was last heard; null when it never was.</param>
/// <param name="IsOnline">Connected now, as far as is known.</param>
sealed record Appliance(DeviceAddress Address, PairedRow? Paired, DateTimeOffset? Until, DeviceWishes Wishes, DeviceState? Said, string? Board, DateTimeOffset? HeardAt, long? Unsent, bool IsOnline, int Takeovers);

/// <summary>Gathers them.</summary>
sealed class Appliances(Store store, DeviceRegistry registry, DeviceStates states)
{
    public Task<List<Appliance>> AllAsync(CancellationToken cancel) => store.ReadAsync(async db =>
    {
        var paired = await db.PairedDevices.AsNoTracking().ToDictionaryAsync(row => row.Name, StringComparer.Ordinal, cancel);
        var ends = await db.DeviceCertificates.AsNoTracking().Where(row => row.RevokedAt == null && row.ReplacedAt == null).GroupBy(row => row.Device)
            .Select(rows => new { Device = rows.Key, Until = rows.Max(row => row.Until) }).ToDictionaryAsync(row => row.Device, row => row.Until, StringComparer.Ordinal, cancel);
        var wishes = await db.DeviceWishes.AsNoTracking().ToDictionaryAsync(row => row.Device, StringComparer.Ordinal, cancel);
        var facts = await db.DeviceFacts.AsNoTracking().ToDictionaryAsync(row => row.Device, StringComparer.Ordinal, cancel);
        var marks = (await db.Watermarks.AsNoTracking().ToListAsync(cancel)).ToDictionary(mark => (mark.Device, mark.Epoch), mark => mark.Applied);
        return registry.All.Select(known => known.Address).OrderBy(address => address.Name, StringComparer.Ordinal).Select(address =>
        {
            var fact = facts.GetValueOrDefault(address.Name);
            var said = states.Of(address) ?? Read(fact?.State);
            return new Appliance(address, paired.GetValueOrDefault(address.Name), ends.TryGetValue(address.Name, out var until) ? until : null, wishes.GetValueOrDefault(address.Name) ?? new() { Device = address.Name },
                said, fact?.Board, fact?.HeardAt, said is null ? null : Math.Max(0, said.LastSequence - Math.Max(said.Acknowledged, marks.GetValueOrDefault((address.Name, said.Epoch ?? "")))), states.Of(address)?.Online == true, fact?.Takeovers ?? 0);
        }).ToList();
    }, cancel);

    public async Task<Appliance?> FindAsync(DeviceAddress address, CancellationToken cancel) => (await AllAsync(cancel)).Find(appliance => appliance.Address == address);

    static DeviceState? Read(string? json) => json is not null && ContractJson.TryRead(System.Text.Encoding.UTF8.GetBytes(json), ContractJson.Default.DeviceState, out var state) ? state : null;
}
