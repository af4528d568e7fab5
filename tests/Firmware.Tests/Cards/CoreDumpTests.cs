using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Firmware.Cards;
using Hal;
using Hal.Pn532;
using Microsoft.Extensions.Logging.Abstractions;
using Virtual.Cards;
using Virtual.Pn532;
using Virtual.Wires;
using EnrolmentCard = Firmware.Cards.EnrolmentCard;

namespace Firmware.Tests.Cards;

/// <summary>A whole enrolment in a process of its own, with the real driver on a serial line; then its memory is searched.
/// The chip, the card and who types are in this process, so nothing there knows the PIN but what was typed.</summary>
public sealed partial class CoreDumpTests
{
    const string ReaderPath = "ENROLMENT_READER", KeysPipe = "ENROLMENT_KEYS", SayPipe = "ENROLMENT_SAY";
    const byte Enter = (byte)'#';

    static ReadOnlySpan<byte> VerifyHead => [0x00, 0x20, 0x00, 0x80, 0x04];

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CardQuirks.None, "enrolled")]
    [InlineData(CardQuirks.TamperedRecord, "refused")]   // ends in the middle, so that nothing is read over what was read
    public async Task After_an_enrolment_no_digit_of_a_pin_and_no_file_of_the_card_is_left_in_memory(CardQuirks quirks, string outcome)
    {
        var found = await EnrolAndSearchAsync(quirks, outcome);
        if (found.Count > 0)   // four digits come up by chance in a hundred megabytes that go on living; what was left behind is there again for other digits
        {
            found.IntersectWith(await EnrolAndSearchAsync(quirks, outcome));
        }
        Assert.Empty(found);
    }

    /// <returns>Where the digits of a PIN, without the command around them, still were.</returns>
    static async Task<HashSet<string>> EnrolAndSearchAsync(CardQuirks quirks, string outcome)
    {
        var digits = new HashSet<string>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        end.CancelAfter(Longest);
        using var chip = new VirtualPn532(HostInterface.Hsu, Speed.Free);
        using var wire = new Pty(chip, Path.Combine(Path.GetTempPath(), $"pn532-{Guid.CreateVersion7():N}"));
        using var keys = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        using var said = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        using var lines = new StreamReader(said);
        using var child = Start(wire.Path, keys, said);
        try
        {
            TestCards.MakeKeys("yamada-hanako");   // else the card would be busy with it for longer than any chip waits
            await ExpectAsync(lines, "ready", end.Token);
            var (authenticationPin, textPin) = await ChoosePinsAsync(child, end.Token);
            var card = TestCards.Of("yamada-hanako", new() { AuthenticationPin = authenticationPin, TextPin = textPin, Quirks = quirks });
            chip.Field.Put(new TypeBPicc(card, new CardAir.TypeB(AtqbVariant.All[0].ApplicationData, AtqbVariant.All[0].ProtocolInfo), new Random(1)));
            await ExpectAsync(lines, "inspected", end.Token);

            await TypeAsync(keys, lines, authenticationPin, end.Token);
            using (var typed = await CoreDump.TakeAsync(child, end.Token))
            {
                Assert.Equal(1, typed.Count(Encoding.ASCII.GetBytes(authenticationPin)));   // where it must be, so the search is no blind one
            }
            await keys.WriteAsync(new[] { Enter }, end.Token);
            await ExpectAsync(lines, "verified", end.Token);
            using (var verified = await CoreDump.TakeAsync(child, end.Token))
            {
                Search(verified, authenticationPin, "authentication PIN after VERIFY", digits);   // nothing was sent since that could have overwritten it
            }
            await keys.WriteAsync(new[] { Enter }, end.Token);
            await ExpectAsync(lines, "signed", end.Token);
            await TypeAsync(keys, lines, textPin, end.Token);
            await keys.WriteAsync(new[] { Enter }, end.Token);
            await ExpectAsync(lines, outcome, end.Token);

            using var after = await CoreDump.TakeAsync(child, end.Token);
            Assert.Equal(2, card.PinChecks);
            Search(after, authenticationPin, "authentication PIN at the end", digits);
            Search(after, textPin, "text PIN at the end", digits);
            Assert.All(FromFiles(textPin), part => Assert.Equal(0, after.Count(part)));
            return digits;
        }
        catch (Xunit.Sdk.EqualException e) when (child.WaitForExit(TimeSpan.FromSeconds(2)))
        {
            throw new InvalidOperationException($"{e.Message}\nthe child: {await child.StandardOutput.ReadToEndAsync(end.Token)}");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }
    }

    static void Search(CoreDump dump, string pin, string what, HashSet<string> digits)
    {
        Assert.Equal(0, dump.Count([.. VerifyHead, .. Encoding.ASCII.GetBytes(pin)]));
        if (dump.Count(Encoding.ASCII.GetBytes(pin)) > 0)
        {
            digits.Add($"{what}, ASCII");
        }
        if (dump.Count(Encoding.Unicode.GetBytes(pin)) > 0)
        {
            digits.Add($"{what}, UTF-16");
        }
    }

    /// <summary>Two PINs whose digits stand nowhere in the child yet, neither as ASCII nor as UTF-16: whatever is found later came from typing them.</summary>
    static async Task<(string, string)> ChoosePinsAsync(Process child, CancellationToken cancel)
    {
        using var before = await CoreDump.TakeAsync(child, cancel);
        var found = before.FourDigits();
        var free = Enumerable.Range(1000, 9000).Where(number => !found[number]).Select(number => $"{number}").ToArray();
        Assert.True(free.Length > 100, $"only {free.Length} PINs are not in memory anyway");
        RandomNumberGenerator.Shuffle(free.AsSpan());
        return (free[0], free[1]);
    }

    /// <summary>Parts of the 4 information (EF 0002) and of the integrity record (EF 0003), the digest of the 12-digit number among them,
    /// as the same card says them to us.</summary>
    static IEnumerable<byte[]> FromFiles(string textPin)
    {
        var card = TestCards.Of("yamada-hanako", new() { TextPin = textPin });
        card.Transmit(MyNumberCommand.SelectText.Apdu.Span);
        card.Transmit(MyNumberCommand.SelectTextPin.Apdu.Span);
        card.Transmit([.. VerifyHead, .. Encoding.ASCII.GetBytes(textPin)]);
        card.Transmit(MyNumberCommand.SelectPerson.Apdu.Span);
        var person = card.Transmit(MyNumberCommand.ReadBinary(0, 60).Apdu.Span);
        card.Transmit(MyNumberCommand.SelectIntegrityRecord.Apdu.Span);
        var integrity = card.Transmit(MyNumberCommand.ReadBinary(0, 200).Apdu.Span);
        Assert.Equal([0xDF, 0x31, 0x20], integrity[5..8]);
        return [person[..30], person[30..60], integrity[8..40], integrity[100..140], integrity[160..200]];
    }

    static Process Start(string reader, AnonymousPipeServerStream keys, AnonymousPipeServerStream said)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(CoreDumpTests).Assembly.Location, null))
        {
            ArgumentList = { "--explicit", "only", "--filter-method", $"*.{nameof(Enrol_as_told)}" },
            RedirectStandardOutput = true,
        };
        start.Environment[ReaderPath] = reader;
        start.Environment[KeysPipe] = keys.GetClientHandleAsString();
        start.Environment[SayPipe] = said.GetClientHandleAsString();
        start.Environment["DOTNET_GCHeapHardLimit"] = "4000000";   // hexadecimal: 64 MiB. What is reserved is dumped too, used or not …
        start.Environment["MALLOC_ARENA_MAX"] = "1";               // … and so are 64 MiB for each thread that ever asked for memory
        var child = Process.Start(start)!;
        keys.DisposeLocalCopyOfClientHandle();
        said.DisposeLocalCopyOfClientHandle();
        return child;
    }

    static async Task TypeAsync(Stream keys, StreamReader lines, string digits, CancellationToken cancel)
    {
        foreach (var digit in digits)
        {
            await keys.WriteAsync(new[] { (byte)digit }, cancel);
            await ExpectAsync(lines, "key", cancel);   // never two digits in the pipe
        }
    }

    static async Task ExpectAsync(StreamReader lines, string expected, CancellationToken cancel) => Assert.Equal(expected, await lines.ReadLineAsync(cancel));

    [Fact(Explicit = true)]   // what the child does: this same program, started by the test above
    public async Task Enrol_as_told()
    {
        if (Environment.GetEnvironmentVariable(ReaderPath) is not { } path)
        {
            Assert.Skip("for the child of another test");
            return;
        }
        _ = SetPtracer(0x59616d61, -1);   // PR_SET_PTRACER, anyone: gcore is no ancestor of ours (Yama)
        using var keys = new AnonymousPipeClientStream(PipeDirection.In, Environment.GetEnvironmentVariable(KeysPipe)!);
        await using var said = new AnonymousPipeClientStream(PipeDirection.Out, Environment.GetEnvironmentVariable(SayPipe)!);
        await using var say = new StreamWriter(said) { AutoFlush = true };
        await using var reader = new Pn532Reader(new Pn532Address.Hsu(path), new(), TimeProvider.System, NullLogger<Pn532Reader>.Instance);
        await say.WriteLineAsync("ready");

        await using var sightings = reader.WatchAsync(() => { }, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await sightings.MoveNextAsync());
        var card = Assert.IsType<CardSighting.Present>(sightings.Current).Card;
        string outcome;
        using (var enrolment = new EnrolmentCard(card, RecordAuthorities.None))
        using (var pin = new PinBuffer())
        {
            var inspection = await enrolment.InspectAsync(Cancel);
            Assert.Null(inspection.Obstacle(TimeProvider.System.GetUtcNow()));
            await say.WriteLineAsync("inspected");

            ReadKeys(keys, pin, say);
            Assert.Equal(new PinOutcome.Verified(), await enrolment.VerifyAuthenticationAsync(pin, Cancel));
            pin.Clear();
            await say.WriteLineAsync("verified");
            _ = keys.ReadByte();
            Assert.Equal(256, (await enrolment.SignAuthenticationAsync(new byte[32], Cancel)).Length);
            await say.WriteLineAsync("signed");

            ReadKeys(keys, pin, say);
            Assert.Equal(new PinOutcome.Verified(), await enrolment.VerifyTextAsync(pin, Cancel));
            pin.Clear();
            var records = await enrolment.ReadRecordsAsync(new byte[32], Cancel);
            outcome = records is CardRecords.Signed ? "enrolled" : "refused";
        }
        await say.WriteLineAsync(outcome);
        _ = keys.ReadByte();   // until the end
    }

    static void ReadKeys(AnonymousPipeClientStream keys, PinBuffer pin, StreamWriter say)
    {
        var key = GC.AllocateArray<byte>(1, pinned: true);
        while (keys.Read(key) == 1 && key[0] != Enter)
        {
            Assert.True(pin.TryAdd(Key.Digit0 + (key[0] - '0')));
            key[0] = 0;
            say.WriteLine("key");
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetPtracer(int option, nint tracer);
}
