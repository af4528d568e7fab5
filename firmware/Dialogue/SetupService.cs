using Firmware.Devices;
using Firmware.Journal;
using Firmware.Pairing;
using Firmware.Uplink;
using Hal;
using Microsoft.Extensions.Logging;

namespace Firmware.Dialogue;

/// <summary>Sets the appliance up: carries out what the flow wants of bridge, network and disk, until there is something else to do.</summary>
sealed class SetupService(DeviceSettings settings, IDisk disk, IKeyStore keys, INetwork network, IBarcodeSource scanner, DeviceLoop loop, Lifetime lifetime,
    DialogueInbox inbox, DisplayService display, ISignals signals, Heartbeat heartbeat, TimeProvider time, ILogger<SetupService> log)
    : FlowService(Situation.AtStart(settings.Language), settings.Policy with { Duty = lifetime.IsPaired ? Duty.SetUpPaired : Duty.SetUpNew }, inbox, display, signals, heartbeat, time, log)
{
    readonly DialogueInbox _inbox = inbox;
    readonly TimeProvider _time = time;
    CancellationTokenSource? _attempt;

    public override void Dispose()
    {
        _attempt?.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        loop.FollowAsync(Faults.Scanner, scanner.ScansAsync, TakeAsync, stoppingToken),
        base.ExecuteAsync(stoppingToken));

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
                Follow(new DialogueEvent.NetworkRead(network.Ports()));
                break;
            case Effect.EraseAppliance:
                lifetime.End(LifeEnd.Erase);
                break;
            case Effect.GoToWork:
                lifetime.End(LifeEnd.Restart);
                break;
        }
    }

    async Task PairAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            using var key = keys.Open();
            using var seal = DeviceKeys.OpenOwn(disk);
            switch (await PairingClient.BeginAsync(address, key, seal.Public, Appliance.Model, Program.Version, cancel))
            {
                case PairingStart.NotBegun(var why):
                    await _inbox.PostAsync(new DialogueEvent.PairingFailed(why), cancel);
                    break;
                case PairingStart.Begun(var talk):
                    await _inbox.PostAsync(new DialogueEvent.PairingOffered(new(talk.Code.UserCode, talk.Code.VerificationUriComplete, talk.Comparison)), cancel);
                    await _inbox.PostAsync(Ended(await PairingClient.EndAsync(talk, key, _time, cancel)), cancel);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // somebody went back: nobody waits for this any more
        }
    }

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

    ValueTask TakeAsync(Scan scan, CancellationToken cancel) =>
        Uri.TryCreate(scan.Text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? _inbox.PostAsync(new DialogueEvent.BridgeScanned(new(address.GetLeftPart(UriPartial.Authority))), cancel)
            : _inbox.PostAsync(new DialogueEvent.OtherScanned(ItemProblem.NotRead), cancel);
}
