using System.Security.Cryptography;
using Firmware.Cards;
using Hal;
using Hal.Pn532;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Firmware.Commands;

/// <summary><c>kazashi-device card</c>: what lies on the reader, told without any PIN, and which files of it were read.</summary>
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
            await foreach (var sighting in reader.WatchAsync(() => Console.WriteLine("Place a card on the reader …"), patience.Token))
            {
                if (sighting is CardSighting.Present(var card))
                {
                    await DescribeAsync(card, patience.Token);
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

    static async ValueTask DescribeAsync(ICard card, CancellationToken cancel)
    {
        Console.WriteLine($"technology:           {card.Technology}");
        if (!card.SpeaksApdus)
        {
            Console.WriteLine($"identifier:           {card.Identifier.Length} bytes; no applications");
            return;
        }
        var myNumber = new MyNumberCard(card);
        var nonce = RandomNumberGenerator.GetBytes(32);
        switch (await myNumber.TapAsync(nonce, cancel))
        {
            case TapOutcome.Identified(_, var signature):
                var (authentication, text) = await myNumber.TriesLeftAsync(cancel);
                Console.WriteLine("kind:                 My Number card");
                Console.WriteLine("certificate:          for user authentication, present");
                Console.WriteLine($"chip signs:           yes, {signature.Length} bytes, without PIN");
                Console.WriteLine($"authentication PIN:   {Tries(authentication)}");
                Console.WriteLine($"text PIN:             {Tries(text)}");
                Console.WriteLine("files read:           JPKI 000A (first 35 bytes); PIN references asked: JPKI 0018, text 0011");
                break;
            case TapOutcome.NoCertificate(var status):
                Console.WriteLine($"kind:                 JPKI application without a readable certificate ({status}): a phone, or none was issued");
                break;
            case TapOutcome.Odd(var step, var status):
                Console.WriteLine($"kind:                 unknown; it answered {status} to {step}");
                break;
            case TapOutcome.OtherCard:
                Console.WriteLine("kind:                 a card without the JPKI application");
                break;
        }
    }

    static string Tries(int? left) => left switch
    {
        null => "not told",
        0 => "locked",
        var n => $"{n} tries left",
    };
}
