using Firmware.Dialogue;
using Hal;
using Hal.Scanner;
using Microsoft.Extensions.Hosting;

namespace Firmware.Devices;

/// <summary>Hands scans to the dialogue as what they are: an item, a patron's card, or something that is no label of this library.</summary>
sealed class ScanService(IBarcodeSource scanner, DeviceLoop loop, DialogueInbox inbox, DeviceSettings settings, TimeProvider time) : BackgroundService
{
    readonly BarcodeRules _rules = settings.Scanner.Rules();
    readonly BarcodeRules? _phone = settings.Scanner.PhoneRules();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.FollowAsync(Faults.Scanner, scanner.ScansAsync, TakeAsync, stoppingToken);

    ValueTask TakeAsync(Scan scan, CancellationToken cancel) => inbox.PostAsync(_phone?.Read(scan) is ScanReading.Patron(var shown) ? new DialogueEvent.PhoneScanned(shown) : _rules.Read(scan) switch
    {
        ScanReading.Item(var code) => new DialogueEvent.ItemScanned(Guid.CreateVersion7(time.GetUtcNow()), code),
        ScanReading.Patron(var code) => new DialogueEvent.PatronScanned(code),
        ScanReading.Isbn or ScanReading.PublisherPrice or ScanReading.Magazine => new DialogueEvent.OtherScanned(ItemProblem.PublishersBarcode),
        _ => new DialogueEvent.OtherScanned(ItemProblem.NotRead),
    }, cancel);
}
