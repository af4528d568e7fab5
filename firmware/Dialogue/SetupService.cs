using System.Collections.Immutable;
using Contract;
using Firmware.Devices;
using Firmware.Journal;
using Firmware.Network;
using Firmware.Pairing;
using Firmware.Uplink;
using Hal;
using Microsoft.Extensions.Logging;

namespace Firmware.Dialogue;

/// <summary>Sets the appliance up: carries out what the flow wants of bridge, network and disk, until there is something else to do.</summary>
sealed partial class SetupService(DeviceSettings settings, IDisk disk, KeyFiles keyFiles, CertificateKey keys, BridgeLogin login, NetworkManager manager, ICardReader reader, IBarcodeSource scanner, DeviceLoop loop, Lifetime lifetime,
    DialogueInbox inbox, DisplayService display, ISignals signals, Heartbeat heartbeat, TimeProvider time, ILogger<SetupService> log)
    : FlowService(Situation.AtStart(settings.Language), settings.Policy with { Duty = lifetime.IsPaired ? Duty.SetUpPaired : Duty.SetUpNew, Languages = Enum.GetValues<Language>() }, inbox, display, signals, heartbeat, time, log)
{
    static readonly TimeSpan FindAgainAfter = TimeSpan.FromSeconds(10);

    readonly ILogger _log = log;
    CancellationTokenSource? _attempt;

    public override void Dispose()
    {
        _attempt?.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Together.RunAsync(
        [
            cancel => loop.FollowAsync(Faults.Scanner, scanner.ScansAsync, TakeAsync, cancel), base.ExecuteAsync,
            .. lifetime.IsPaired || !settings.Network.FindBridges ? [] : new[] { FindBridgesAsync },
        ], stoppingToken);

    protected override async ValueTask CarryOutAsync(Effect effect, CancellationToken cancel)
    {
        switch (effect)
        {
            case Effect.ContactBridge(var address):
                await AbandonAsync();
                _attempt = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                _ = PairAsync(address, _attempt.Token);
                break;
            case Effect.AbandonPairing:
                await AbandonAsync();
                break;
            case Effect.ReadNetwork:
                _ = PostAsync(ReadNetworkAsync, cancel);
                break;
            case Effect.JoinWifi(var network):
                _ = PostAsync(async stop => await manager.JoinAsync(network, stop) is { } why ? new DialogueEvent.WifiFailed(why) : new DialogueEvent.WifiJoined(), cancel);
                break;
            case Effect.TestParts:
                _ = PostAsync(async stop => new DialogueEvent.PartsTested([await SelfTest.ReaderAsync(reader, Time, stop), SelfTest.Disk(disk)]), cancel);
                break;
            case Effect.ChangeStation(var station):
                _ = PostAsync(async stop => await BecomeAsync(station, stop) is { } why ? new DialogueEvent.StationNotChanged(why) : new DialogueEvent.StationChanged(), cancel);
                break;
            case Effect.EraseAppliance:
                lifetime.End(LifeEnd.Erase);
                break;
            case Effect.GoToWork:
                lifetime.End(LifeEnd.Restart);
                break;
        }
    }

    // Again and again: the cable may come later than the appliance.
    async Task FindBridgesAsync(CancellationToken cancel)
    {
        ImmutableArray<FoundBridge> before = [];
        while (true)
        {
            var found = await BridgeFinder.FindAsync(Time, cancel);
            if (!found.SequenceEqual(before))
            {
                before = found;
                LogFound(found.Length);
                await Inbox.PostAsync(new DialogueEvent.BridgesFound(found), cancel);
            }
            await Task.Delay(FindAgainAfter, Time, cancel);
        }
    }

    async Task<DialogueEvent> ReadNetworkAsync(CancellationToken cancel)
    {
        var devices = await manager.DevicesAsync(cancel);
        return new DialogueEvent.NetworkRead(KernelNetwork.Ports(devices ?? []),
            devices is null ? WifiMeans.NoManager : devices.Any(device => device.IsWifi) ? WifiMeans.Ready : WifiMeans.NoDevice);
    }

    // The bridge first: what it wants of a paired appliance is what the appliance becomes.
    async Task<StationFailure?> BecomeAsync(Station station, CancellationToken cancel)
    {
        if (login.Identity is not { } identity)
        {
            return StationFailure.BySettings;
        }
        if (!settings.CanBe(station))
        {
            return StationFailure.NotHere;
        }
        if (!await PairingClient.BecomeAsync(identity, station.ToString(), cancel))
        {
            return StationFailure.Unreachable;
        }
        try
        {
            login.Change(disk, keys, device => device with { Station = station.ToString() });
            return null;
        }
        catch (Exception e) when (IsNotKept(e))
        {
            LogNotKept(e);
            return StationFailure.NotKept;
        }
    }

    // What takes its time while the flow goes on.
    async Task PostAsync(Func<CancellationToken, Task<DialogueEvent>> ask, CancellationToken cancel)
    {
        try
        {
            await Inbox.PostAsync(await ask(cancel), cancel);
        }
        catch (OperationCanceledException)
        {
            // the set-up is over
        }
    }

    async Task PairAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            using var key = keys.Open();
            using var seal = DeviceKeys.OpenOwn(keyFiles);
            switch (await PairingClient.BeginAsync(address, key, seal.Public, Appliance.Model, Program.Version, cancel))
            {
                case PairingStart.NotBegun(var why):
                    await Inbox.PostAsync(new DialogueEvent.PairingFailed(why), cancel);
                    break;
                case PairingStart.Begun(var talk):
                    await Inbox.PostAsync(new DialogueEvent.PairingOffered(new(talk.Code.UserCode, talk.Code.VerificationUriComplete, talk.Comparison)), cancel);
                    await Inbox.PostAsync(Ended(await PairingClient.EndAsync(talk, key, Time, cancel)), cancel);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // somebody went back: nobody waits for this any more
        }
        catch (Exception e) when (IsNotKept(e))
        {
            LogNotKept(e);
            await Inbox.PostAsync(new DialogueEvent.PairingFailed(PairingFailure.NotKept), cancel);
        }
    }

    // The disk, or a key on it.
    static bool IsNotKept(Exception e) => e is IOException or InvalidOperationException;

    // What the appliance is now is on its disk before anybody reads it.
    DialogueEvent Ended(PairingEnd end)
    {
        switch (end)
        {
            case PairingEnd.Paired(var record):
                PairedIdentity.Save(disk, record);
                return new DialogueEvent.PairedAs(record.Device.Name, Enum.Parse<Station>(record.Device.Station));
            case PairingEnd.NotPaired(var why):
                return new DialogueEvent.PairingFailed(why);
            default:
                throw new InvalidOperationException($"no event for {end.GetType().Name}");
        }
    }

    async ValueTask AbandonAsync()
    {
        if (_attempt is { } attempt)
        {
            _attempt = null;
            await attempt.CancelAsync();
            attempt.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Bridges that answer on this network now: {Count}")]
    partial void LogFound(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "What the bridge said could not be kept")]
    partial void LogNotKept(Exception e);

    ValueTask TakeAsync(Scan scan, CancellationToken cancel) => WifiNetwork.IsCode(scan.Text)
        ? Inbox.PostAsync(WifiNetwork.TryParse(scan.Text, out var network, out var why) ? new DialogueEvent.WifiScanned(network) : new DialogueEvent.WifiFailed(why), cancel)
        : Uri.TryCreate(scan.Text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? Inbox.PostAsync(new DialogueEvent.BridgeScanned(new(address.GetLeftPart(UriPartial.Authority))), cancel)
            : Inbox.PostAsync(new DialogueEvent.OtherScanned(ItemProblem.NotRead), cancel);
}
