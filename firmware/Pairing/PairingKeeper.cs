using Contract;
using Firmware.Journal;
using Firmware.Uplink;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Pairing;

/// <summary>Keeps the appliance paired: a new certificate in time, and an end to everything once the bridge says that it is no longer.</summary>
sealed partial class PairingKeeper(BridgeLogin login, MqttUplink uplink, IDisk disk, CertificateKey keys, Lifetime lifetime, TimeProvider time, ILogger<PairingKeeper> log) : BackgroundService
{
    /// <summary>How long the broker may refuse the appliance before it asks why.</summary>
    static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(5);

    static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Together.RunAsync([RenewInTimeAsync, AskWhenRefusedAsync], stoppingToken);

    /// <summary>When a certificate is renewed: after two thirds of its time, so that a month without the bridge does no harm.</summary>
    public static DateTimeOffset RenewalOf(DateTimeOffset from, DateTimeOffset until) => from + (until - from) * 2 / 3;

    async Task RenewInTimeAsync(CancellationToken cancel)
    {
        while (true)
        {
            var identity = login.Identity!;
            if (RenewalOf(identity.Certificate.NotBefore, identity.Certificate.NotAfter) <= time.GetUtcNow() && await PairingClient.RenewAsync(identity, cancel) is { } record)
            {
                login.Change(disk, keys, _ => record.Device);
                LogRenewed(login.Identity!.Certificate.NotAfter);
            }
            await Task.Delay(Daily, time, cancel);
        }
    }

    // A broker only refuses; the bridge says why.
    async Task AskWhenRefusedAsync(CancellationToken cancel)
    {
        while (true)
        {
            await uplink.WhenRefusedAsync(cancel);
            if (await PairingClient.IsPairedAsync(login.Identity!, cancel) == false)
            {
                LogUnpaired();
                lifetime.End(LifeEnd.Erase);
                return;
            }
            await Task.Delay(AskAfter, time, cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate was renewed; the new one ends {End}")]
    partial void LogRenewed(DateTimeOffset end);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bridge has unpaired this appliance: everything on it is erased")]
    partial void LogUnpaired();
}
