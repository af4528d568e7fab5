using System.Globalization;
using System.Security.Cryptography;
using Firmware.Cards;
using Hal;
using Hal.Pn532;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Firmware.Commands;

/// <summary><c>kazashi-device card</c>: what lies on the reader, told without any PIN, and which files of it were selected.</summary>
static class CardCommand
{
    static readonly TimeSpan WaitForCard = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        var address = new ConfigurationBuilder().AddCommandLine(args).Build()["nfc"] ?? "hsu:/dev/ttyAMA0";
        if (!Pn532Address.TryParse(address, out var parsed, out var problem))
        {
            Console.Error.WriteLine(problem);
            return 2;
        }
        await using var reader = new Pn532Reader(parsed, new(), TimeProvider.System, NullLogger<Pn532Reader>.Instance);
        using var patience = new CancellationTokenSource(WaitForCard, TimeProvider.System);
        try
        {
            Console.WriteLine("Place a card on the reader …");
            await foreach (var sighting in reader.WatchAsync(patience.Token))
            {
                if (sighting is CardSighting.Present(var card))
                {
                    await DescribeAsync(card, Console.Out, patience.Token);
                    return 0;
                }
                Console.WriteLine(sighting switch
                {
                    CardSighting.Several => "several cards: take all but one away",
                    CardSighting.Unreadable(var reason) => $"something is there but cannot be read: {reason}",
                    _ => "no card",
                });
            }
            return 1;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"no card within {WaitForCard.TotalSeconds} s");
            return 1;
        }
        catch (Exception e) when (e is DeviceException or CardRemovedException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    internal static async ValueTask DescribeAsync(ICard card, TextWriter output, CancellationToken cancel)
    {
        Say("technology", $"{card.Technology}");
        if (!card.SpeaksApdus)
        {
            Say("identifier", $"{card.Identifier.Length} bytes{(LibraryCards.Evidence(card) is null ? ", others at every look" : "")}; no applications");
            return;
        }
        var touched = new TouchedFiles(card);
        using var inspected = new EnrolmentCard(touched, RecordAuthorities.None);
        var inspection = await inspected.InspectAsync(cancel);
        Say("kind", Kind(inspection.Kind));
        if (inspection.Kind is CardKind.MyNumberCard or CardKind.Phone)
        {
            Say("certificates", Availability(inspection));
            Say("end of certificate", End(inspection));
            Say("authentication PIN", Tries(inspection.AuthenticationTries));
            Say("text PIN", Tries(inspection.TextTries));
        }
        if (inspection.Kind == CardKind.MyNumberCard)
        {
            Say("chip signs", await SignsAsync(touched, cancel));
        }
        Say("files selected", $"{touched}");

        void Say(string what, string how) => output.WriteLine($"{what + ':',-21} {how}");
    }

    static async ValueTask<string> SignsAsync(ICard card, CancellationToken cancel) =>
        await new MyNumberCard(card).TapAsync(RandomNumberGenerator.GetBytes(32), cancel) switch
        {
            TapOutcome.Identified(_, var signature) => $"yes, {signature.Length} bytes, without PIN",
            TapOutcome.NoCertificate(var status) => $"not asked: no certificate ({status})",
            TapOutcome.Odd(var step, var status) => $"no; it answered {status} to {step}",
            _ => "no",
        };

    static string Kind(CardKind kind) => kind switch
    {
        CardKind.MyNumberCard => "My Number card",
        CardKind.OldResidentCard => "Basic Resident Register card (住基カード), not used any more",
        CardKind.Phone => "a phone with the certificates in it",
        CardKind.UnknownToken => "a JPKI application of unknown kind",
        CardKind.OtherCard => "a card without the JPKI application",
    };

    static string Availability(CardInspection card) =>
        $"user authentication {Word(card.HasAuthenticationCertificate)}{(card.Certificate is null ? " (not readable without PIN)" : "")}, signature {Word(card.HasSignatureCertificate)}";

    static string Word(bool? isThere) => isThere switch
    {
        true => "there",
        false => "absent",
        null => "not told",
    };

    static string End(CardInspection card) => card.CertificateEnds?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "not told";

    static string Tries(int? left) => left switch
    {
        null => "not told",
        0 => "locked",
        var n => $"{n} tries left",
    };
}
