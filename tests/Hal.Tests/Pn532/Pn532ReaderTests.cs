using Hal.Pn532;
using Microsoft.Extensions.Logging.Abstractions;
using Virtual;
using Virtual.Cards;
using Virtual.Pn532;
using Virtual.Wires;

namespace Hal.Tests.Pn532;

/// <summary>The driver against the virtual chip, wire and air included.</summary>
public class Pn532ReaderTests
{
    static readonly byte[] ReadBinary = [0x00, 0xB0, 0x00, 0x00, 0x00];
    static readonly byte[] Uid = [0x04, 0x12, 0x34, 0x56];
    static readonly byte[] Idm = [0x01, 0x2E, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static TypeBPicc TypeB(IVirtualCard card, int variant = 0, int seed = 1) => new(card, new CardAir.TypeB(AtqbVariant.All[variant].ApplicationData, AtqbVariant.All[variant].ProtocolInfo), new Random(seed));

    static FelicaPicc FeliCa(byte[]? idm = null) => new(idm ?? Idm, new byte[8], 0xFE00, new Random(1));

    static async Task AssertAnswersAsync(ICard card, int length = 256)
    {
        var response = new byte[258];
        var received = await card.TransceiveAsync(new byte[] { 0x00, 0xB0, 0x00, 0x00, (byte)length }, response, Cancel);
        Assert.Equal(ReaderRig.Card.Answer(length), response[..received]);
    }

    [Theory]
    [InlineData(HostInterface.Hsu, IsoDepMode.Own)]
    [InlineData(HostInterface.I2c, IsoDepMode.Own)]
    [InlineData(HostInterface.Spi, IsoDepMode.Own)]
    [InlineData(HostInterface.Hsu, IsoDepMode.Chip)]
    [InlineData(HostInterface.I2c, IsoDepMode.Chip)]
    [InlineData(HostInterface.Spi, IsoDepMode.Chip)]
    public async Task A_type_b_card_comes_answers_and_goes_on_every_wire(HostInterface wire, IsoDepMode mode)
    {
        await using var rig = new ReaderRig(wire, mode);
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card()));
        var card = await rig.NextCardAsync();
        Assert.Equal(CardTechnology.TypeB, card.Technology);
        Assert.True(card.Identifier.IsEmpty);   // its PUPI is random
        Assert.True(card.SpeaksApdus);
        for (var length = 1; length <= 256; length += 15)
        {
            await AssertAnswersAsync(card, length);
        }
        await AssertAnswersAsync(card, 256);
        rig.Chip.Field.Clear();
        Assert.IsType<CardSighting.Gone>(await rig.NextAsync());
        await Assert.ThrowsAsync<CardRemovedException>(async () => await card.TransceiveAsync(ReadBinary, new byte[258], Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_known_variant_of_the_card_is_activated_with_256_byte_frames(int variant)
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card(), variant));
        await AssertAnswersAsync(await rig.NextCardAsync());
    }

    [Theory]
    [InlineData("spi:9.9", "/dev/spidev9.9")]
    [InlineData("i2c:99", "i2c:99")]
    [InlineData("hsu:/dev/no-such-line", "/dev/no-such-line")]
    public async Task A_wire_that_is_not_there_is_told_by_its_name(string address, string name)
    {
        Assert.True(Pn532Address.TryParse(address, out var parsed, out _));
        await using var reader = new Pn532Reader(parsed, new(), TimeProvider.System, NullLogger<Pn532Reader>.Instance);

        var failure = await Assert.ThrowsAsync<DeviceException>(async () => await reader.IdentifyAsync(TestContext.Current.CancellationToken));

        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    static Pn532Timing Impatient { get; } = new() { FirstContact = TimeSpan.FromMilliseconds(20), Acknowledge = TimeSpan.FromMilliseconds(20), AfterAbort = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task The_longest_command_arrives_whole()
    {
        var chip = new ReaderRig.Card();
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeB(chip));
        var card = await rig.NextCardAsync();
        byte[] command = [0x00, 0xDA, 0x00, 0x00, 0xFF, .. Enumerable.Range(0, 255).Select(i => (byte)i), 0x02];
        Assert.Equal(4, await card.TransceiveAsync(command, new byte[258], Cancel));
        Assert.Equal(command, Assert.Single(chip.Commands));
    }

    [Fact]
    public async Task A_mifare_card_and_a_felica_card_are_known_by_their_numbers()
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeAPicc.MifareClassic(Uid));
        var mifare = await rig.NextCardAsync();
        Assert.Equal((CardTechnology.TypeA, false), (mifare.Technology, mifare.SpeaksApdus));
        Assert.Equal(Uid, mifare.Identifier.ToArray());
        rig.Chip.Field.Clear();
        Assert.IsType<CardSighting.Gone>(await rig.NextAsync());
        rig.Chip.Field.Put(FeliCa());
        var felica = await rig.NextCardAsync();
        Assert.Equal((CardTechnology.FeliCa, false), (felica.Technology, felica.SpeaksApdus));
        Assert.Equal(Idm, felica.Identifier.ToArray());
    }

    [Fact]
    public async Task A_type_a_card_that_speaks_apdus_is_spoken_to_by_the_chip()
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeAPicc.WithApdus(Uid, new ReaderRig.Card()));
        var card = await rig.NextCardAsync();
        Assert.Equal((CardTechnology.TypeA, true), (card.Technology, card.SpeaksApdus));
        await AssertAnswersAsync(card);
    }

    [Fact]
    public async Task In_a_wallet_the_my_number_card_comes_before_the_transport_card()
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(FeliCa());
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card()));
        Assert.Equal(CardTechnology.TypeB, (await rig.NextCardAsync()).Technology);
    }

    [Theory]
    [InlineData(CardTechnology.TypeB)]
    [InlineData(CardTechnology.TypeA)]
    [InlineData(CardTechnology.FeliCa)]
    public async Task Two_cards_at_once_are_several_and_none_is_chosen(CardTechnology technology)
    {
        await using var rig = new ReaderRig();
        await rig.Reader.IdentifyAsync(Cancel);
        switch (technology)
        {
            case CardTechnology.TypeB:
                rig.Chip.Field.Put(TypeB(new ReaderRig.Card(), seed: 1));
                rig.Chip.Field.Put(TypeB(new ReaderRig.Card(), seed: 2));
                break;
            case CardTechnology.TypeA:
                rig.Chip.Field.Put(TypeAPicc.MifareClassic(Uid));
                rig.Chip.Field.Put(TypeAPicc.MifareClassic(new byte[] { 0x04, 0x77, 0x34, 0x56 }));
                break;
            case CardTechnology.FeliCa:
                rig.Chip.Field.Put(FeliCa());
                rig.Chip.Field.Put(new FelicaPicc(new byte[] { 1, 0x2E, 9, 9, 9, 9, 9, 9 }, new byte[8], 0xFE00, new Random(3)));
                break;
        }
        Assert.IsType<CardSighting.Several>(await rig.NextAsync());
        rig.Chip.Field.Clear();
        Assert.IsType<CardSighting.Gone>(await rig.NextAsync());
    }

    [Fact]
    public async Task A_card_that_has_just_answered_is_not_asked_whether_it_is_there()
    {
        await using var rig = new ReaderRig(presenceInterval: 5000);
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card()));
        var card = await rig.NextCardAsync();
        rig.Chip.Clock.Reset();
        var next = rig.NextAsync();   // somebody watches for the card to leave
        await AssertAnswersAsync(card, 4);
        var air = rig.Chip.Clock.Read().Rf;
        rig.Chip.Field.Clear();
        await Assert.ThrowsAsync<CardRemovedException>(async () => await card.TransceiveAsync(ReadBinary, new byte[258], Cancel));
        Assert.IsType<CardSighting.Gone>(await next);

        var link = new RfLink(CardTechnology.TypeB, 106, 106);
        Assert.Equal(AirTime.Frame(link, 106, 6) + AirTime.Turnaround(CardTechnology.TypeB) + AirTime.Frame(link, 106, 7), air);   // the APDU's two blocks
    }

    [Theory]
    [InlineData(IsoDepMode.Own)]
    [InlineData(IsoDepMode.Chip)]
    public async Task A_card_put_back_between_two_looks_is_gone_and_present_again(IsoDepMode mode)
    {
        await using var rig = new ReaderRig(mode: mode);
        var picc = TypeB(new ReaderRig.Card());
        rig.Chip.Field.Put(picc);
        var before = await rig.NextCardAsync();
        rig.Chip.Field.Put(picc);   // power on: everything forgotten
        Assert.IsType<CardSighting.Gone>(await rig.NextAsync());
        var after = await rig.NextCardAsync();
        Assert.NotSame(before, after);
        await AssertAnswersAsync(after);
    }

    [Fact]
    public async Task Presence_is_checked_without_resetting_the_card()
    {
        var chip = new ReaderRig.Card();
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeB(chip));
        var card = await rig.NextCardAsync();
        var resets = chip.Resets;
        var next = rig.NextAsync();   // looks go on while this waits
        for (var i = 0; i < 300; i++)
        {
            await AssertAnswersAsync(card, 1 + i % 256);
        }
        Assert.Equal(resets, chip.Resets);
        Assert.Equal(300, chip.Commands.Count);
        Assert.False(next.IsCompleted);
        rig.Chip.Field.Clear();
        Assert.IsType<CardSighting.Gone>(await next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_card_pulled_in_the_middle_of_an_apdu_is_a_removed_card(int frame)
    {
        await using var rig = new ReaderRig();
        var picc = TypeB(new ReaderRig.Card());
        rig.Chip.Field.Put(picc);
        var card = await rig.NextCardAsync();
        var next = rig.NextAsync();
        rig.Chip.Field.RemoveAtFrame(frame);
        await Assert.ThrowsAsync<CardRemovedException>(async () =>
        {
            while (true)
            {
                await AssertAnswersAsync(card);
            }
        });
        Assert.IsType<CardSighting.Gone>(await next);
        rig.Chip.Field.Put(picc);
        await AssertAnswersAsync(await rig.NextCardAsync());
    }

    [Theory]
    [InlineData(RfFault.Lost)]
    [InlineData(RfFault.Corrupted)]
    public async Task A_bad_moment_on_the_air_is_healed_and_the_command_carried_out_once(RfFault fault)
    {
        var chip = new ReaderRig.Card();
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeB(chip));
        var card = await rig.NextCardAsync();
        for (var good = 0; good < 6; good++)
        {
            rig.Chip.Field.Disturb([.. Enumerable.Repeat(RfFault.None, good), fault]);
            await AssertAnswersAsync(card);
            rig.Chip.Field.Calm();
        }
        Assert.Equal(6, chip.Commands.Count);
    }

    [Fact]
    public async Task A_card_that_computes_long_asks_for_time_and_gets_it()
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card { ComputingTime = TimeSpan.FromSeconds(1.5) }));
        await AssertAnswersAsync(await rig.NextCardAsync());
    }

    [Fact]
    public async Task A_cancelled_exchange_leaves_a_reader_that_finds_the_card_again()
    {
        var chip = new ReaderRig.Card { ComputingTime = TimeSpan.FromHours(1) };
        await using var rig = new ReaderRig(speed: Speed.Paced);
        rig.Chip.Field.Put(TypeB(chip));
        var card = await rig.NextCardAsync();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var exchange = card.TransceiveAsync(ReadBinary, new byte[258], cancelled.Token).AsTask();
        await chip.Began.Task.WaitAsync(Cancel);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exchange);
        chip.ComputingTime = TimeSpan.Zero;
        await Assert.ThrowsAsync<CardRemovedException>(async () => await card.TransceiveAsync(ReadBinary, new byte[258], Cancel));
        Assert.IsType<CardSighting.Gone>(await rig.NextAsync());
        await AssertAnswersAsync(await rig.NextCardAsync());
    }

    [Fact]
    public async Task An_exchange_that_never_began_disturbs_nothing_and_a_lost_reader_ends_it()
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card()));
        var card = await rig.NextCardAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await card.TransceiveAsync(ReadBinary, new byte[258], cancelled.Token));
        await AssertAnswersAsync(card);   // it had not begun
        rig.Pty!.Unplug();
        await Assert.ThrowsAnyAsync<DeviceException>(async () => await card.TransceiveAsync(ReadBinary, new byte[258], Cancel));
    }

    [Fact]
    public async Task A_card_in_a_session_nobody_holds_is_found_by_the_next_enumeration()
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card()));
        var before = await rig.NextCardAsync();
        await rig.ForgetAsync();
        await AssertAnswersAsync(await rig.NextCardAsync());
        await Assert.ThrowsAsync<CardRemovedException>(async () => await before.TransceiveAsync(ReadBinary, new byte[258], Cancel));
    }

    [Fact]
    public async Task A_reader_that_was_unplugged_comes_back_under_its_path()
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card()));
        await rig.NextCardAsync();
        Assert.Equal((921600, 1), (rig.Chip.BaudRate, rig.Opened));
        rig.Pty!.Unplug();
        await Assert.ThrowsAsync<DeviceException>(rig.NextAsync);
        await rig.ForgetAsync();
        await Assert.ThrowsAsync<DeviceException>(rig.NextAsync);   // still out
        Assert.Equal(1, rig.Opened);
        await rig.ForgetAsync();
        rig.Pty.Plug();
        await AssertAnswersAsync(await rig.NextCardAsync());
        Assert.Equal((921600, 2), (rig.Chip.BaudRate, rig.Opened));
    }

    [Theory]
    [InlineData(HostInterface.Hsu)]
    [InlineData(HostInterface.I2c)]
    [InlineData(HostInterface.Spi)]
    public async Task A_chip_that_hangs_is_reset_by_its_line_and_found_again(HostInterface wire)
    {
        var resets = 0;
        ReaderRig? rig = null;
        await using var _ = rig = new ReaderRig(wire, timing: Impatient, reset: cancel =>
        {
            resets++;
            rig!.Chip.Reset();
            return default;
        });
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card()));
        await rig.NextCardAsync();
        Assert.Equal(0, resets);

        rig.Chip.Hang();
        await Assert.ThrowsAsync<DeviceException>(rig.NextAsync);
        await rig.ForgetAsync();
        await AssertAnswersAsync(await rig.NextCardAsync());

        Assert.Equal(1, resets);
    }

    [Fact]
    public async Task A_chip_that_hangs_out_of_reach_of_its_line_is_looked_for_at_every_speed_and_named()
    {
        await using var rig = new ReaderRig(timing: Impatient, reset: _ => throw new DeviceException("port expander", "it does not answer"));
        rig.Chip.Hang();

        var failure = await Assert.ThrowsAsync<DeviceException>(async () => await rig.Reader.IdentifyAsync(Cancel));

        Assert.Contains("no chip answers on ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(" at any speed; ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(115200)]
    [InlineData(460800)]
    [InlineData(1288000)]
    public async Task The_speed_is_raised_found_again_and_given_back(int baudRate)
    {
        await using var rig = new ReaderRig(baudRate: baudRate);
        await rig.Reader.IdentifyAsync(Cancel);
        Assert.Equal(baudRate, rig.Chip.BaudRate);
        await rig.Reader.DisposeAsync();
        Assert.Equal(115200, rig.Chip.BaudRate);
        Assert.False(rig.Chip.Field.IsOn);
    }

    [Fact]
    public async Task I2c_writes_that_are_not_acknowledged_mean_busy()
    {
        await using var rig = new ReaderRig(HostInterface.I2c);
        await rig.Reader.IdentifyAsync(Cancel);
        for (var refusals = 1; refusals < 5; refusals++)
        {
            rig.I2c!.RefuseNext(refusals);
            Assert.Equal("PN532 firmware 1.6", await rig.Reader.IdentifyAsync(Cancel));
        }
        rig.I2c!.RefuseNext(100_000);
        await Assert.ThrowsAsync<DeviceException>(async () => await rig.Reader.IdentifyAsync(Cancel));
        rig.I2c.RefuseNext(0);
    }

    [Theory]   // computed from the bytes on the wire and on the air: 2000 bytes of a certificate
    [InlineData(IsoDepMode.Own, 115200, 440)]
    [InlineData(IsoDepMode.Own, 921600, 245)]
    [InlineData(IsoDepMode.Chip, 921600, 300)]
    public async Task Reading_a_certificate_takes_no_longer_than_wire_and_air_do(IsoDepMode mode, int baudRate, double milliseconds)
    {
        await using var rig = new ReaderRig(mode: mode, baudRate: baudRate);
        rig.Chip.Field.Put(TypeB(new ReaderRig.Card()));
        var card = await rig.NextCardAsync();
        await AssertAnswersAsync(card, IsoDep.BestReadLength);   // the chip is told the card's waiting time
        rig.Chip.Clock.Reset();
        for (var left = 2000; left > 0; left -= IsoDep.BestReadLength)
        {
            await AssertAnswersAsync(card, Math.Min(left, IsoDep.BestReadLength));
        }
        var spent = rig.Chip.Clock.Read().Total.TotalMilliseconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{mode} at {baudRate}: {spent:0} ms");
        Assert.InRange(spent, 0, milliseconds);
    }

    [Fact]
    public async Task The_self_check_names_the_chip()
    {
        await using var rig = new ReaderRig();
        Assert.Equal("PN532 firmware 1.6", await rig.Reader.IdentifyAsync(Cancel));
    }
}
