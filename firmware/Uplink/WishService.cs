using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Contract;
using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Pairing;
using Firmware.Updates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Uplink;

/// <summary>Carries out what staff want of this appliance, each order once, and knows what of it is so.</summary>
sealed partial class WishService(DeviceSettings settings, IDisk disk, BridgeLogin login, CertificateKey keys, DialogueInbox dialogue, UpdateInbox updates, ILogger<WishService> log) : BackgroundService
{
    const string FileName = "orders.json";

    readonly Channel<Desired> _newest = Channel.CreateBounded<Desired>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    volatile Desired? _applied;

    /// <summary>For the bridge; null before it wanted anything.</summary>
    public Desired? Applied => _applied;

    /// <summary>Raised when <see cref="Applied"/> is another one.</summary>
    public event Action? Changed;

    /// <summary>What came on <see cref="DeviceAddress.Desired"/>; the newest counts.</summary>
    public void Take(Desired desired) => _newest.Writer.TryWrite(desired);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var written = SmallFile.Read(disk, FileName);
        var done = ContractJson.TryRead(written, OrdersJson.Default.Orders, out var kept) ? kept : new(null, null, null);
        if (done.Last is { } last)   // the bridge may be away: who was out of service still is
        {
            await dialogue.PostAsync(new DialogueEvent.Wished(SiteWish.Of(last)), stoppingToken);
        }
        await foreach (var desired in _newest.Reader.ReadAllAsync(stoppingToken))
        {
            var orders = new Orders(desired.Restart ?? done.Restart, desired.Identify ?? done.Identify, desired with { Restart = null, Identify = null, Update = null });
            var bytes = JsonSerializer.SerializeToUtf8Bytes(orders, OrdersJson.Default.Orders);
            if (!bytes.AsSpan().SequenceEqual(written))
            {
                SmallFile.Replace(disk, FileName, bytes);   // before it is done: it is there again after the restart
                written = bytes;
            }
            var wish = SiteWish.Of(desired);
            await dialogue.PostAsync(new DialogueEvent.Wished(wish), stoppingToken);
            if (orders.Identify != done.Identify)
            {
                await dialogue.PostAsync(new DialogueEvent.IdentifyWanted(), stoppingToken);
            }
            if (BecomesAnother(desired.Station) || orders.Restart != done.Restart)
            {
                await dialogue.PostAsync(new DialogueEvent.RestartWanted(), stoppingToken);
            }
            done = orders;
            await updates.DesireAsync(desired, stoppingToken);
            _applied = desired with { LibraryName = wish.LibraryName, Message = wish.Message, Languages = desired.Languages is null ? null : [.. wish.Languages.Select(language => language.ToString())], Station = desired.Station is null ? null : settings.Station.ToString() };
            Changed?.Invoke();
        }
    }

    // On the disk before the restart, which makes it so.
    bool BecomesAnother(string? wanted)
    {
        if (wanted is null || login.Identity is not { } identity || wanted == settings.Station.ToString() && wanted == identity.Record.Device.Station)
        {
            return false;
        }
        if (!Enum.GetNames<Station>().Contains(wanted) || !settings.CanBe(Enum.Parse<Station>(wanted)))
        {
            LogCannotBe(wanted, settings.Station);
            return false;
        }
        login.Change(disk, keys, device => device with { Station = wanted });
        LogBecomes(wanted);
        return wanted != settings.Station.ToString();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The bridge wants this appliance to be a {Station}; it restarts as one when nobody is here")]
    partial void LogBecomes(string station);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bridge wants this appliance to be a {Wanted}, which its board cannot be; it stays a {Station}")]
    partial void LogCannotBe(string wanted, Station station);
}

/// <summary>The orders that were carried out last, and what else was wanted with them.</summary>
sealed record Orders(Guid? Restart, Guid? Identify, Desired? Last);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Orders))]
sealed partial class OrdersJson : JsonSerializerContext;
