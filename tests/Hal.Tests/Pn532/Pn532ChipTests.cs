using Hal.Pn532;

namespace Hal.Tests.Pn532;

/// <summary>The conversation on the wire.</summary>
public class Pn532ChipTests
{
    static readonly Pn532Timing NoWaiting = new() { AfterAbort = TimeSpan.Zero, BaudRateChange = TimeSpan.Zero };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static Pn532Chip Chip(ScriptedLink link) => new(link, NoWaiting, TimeProvider.System);

    [Fact]
    public async Task A_command_is_acknowledged_and_answered()
    {
        var link = new ScriptedLink().Expect("D4 02", "ACK", "D5 03 32 01 06 07");
        var firmware = await Chip(link).GetFirmwareVersionAsync(Cancel);
        Assert.Equal("PN532 firmware 1.6", firmware.ToString());
        Assert.True(firmware.SpeaksTypeB);
        link.AssertFinished();
    }

    [Fact]
    public async Task Junk_and_a_late_answer_to_another_command_are_ignored()
    {
        var link = new ScriptedLink().Expect("D4 02", "raw 55 FF 00 00", "ACK", "D5 4B 00", "raw 12 34", "D5 03 32 01 06 07");
        Assert.Equal(6, (await Chip(link).GetFirmwareVersionAsync(Cancel)).Revision);
    }

    [Fact]
    public async Task A_damaged_answer_is_asked_for_once_more()
    {
        var link = new ScriptedLink()
            .Expect("D4 02", "ACK", "raw 00 00 FF 06 FA D5 03 32 01 06 07 FF 00")
            .Expect("NACK", "D5 03 32 01 06 07");
        Assert.Equal(6, (await Chip(link).GetFirmwareVersionAsync(Cancel)).Revision);
        link.AssertFinished();
    }

    [Fact]
    public async Task An_answer_damaged_twice_is_a_failure_that_names_the_cable()
    {
        const string Damaged = "raw 00 00 FF 06 FA D5 03 32 01 06 07 FF 00";
        var link = new ScriptedLink().Expect("D4 02", "ACK", Damaged).Expect("NACK", Damaged).Expect("ACK");
        var e = await Assert.ThrowsAsync<DeviceException>(async () => await Chip(link).GetFirmwareVersionAsync(Cancel));
        Assert.Contains("cable", e.Message, StringComparison.Ordinal);
        link.AssertFinished();
    }

    [Fact]
    public async Task Without_an_acknowledge_a_command_is_sent_once_more()
    {
        var link = new ScriptedLink().Expect("D4 02").Expect("ACK").Expect("D4 02", "ACK", "D5 03 32 01 06 07");
        Assert.Equal(6, (await Chip(link).GetFirmwareVersionAsync(Cancel)).Revision);
        link.AssertFinished();
    }

    [Theory]   // it may be a VERIFY, and a second one would cost a try
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_reaches_a_card_is_never_sent_twice(bool through)
    {
        var link = new ScriptedLink(_ => []);
        var answer = new byte[260];
        await Assert.ThrowsAsync<DeviceException>(async () => _ = through
            ? await Chip(link).InCommunicateThruAsync(new byte[] { 2, 0, 0x20, 0, 0x80 }, answer, TimeSpan.FromSeconds(1), Cancel)
            : await Chip(link).InDataExchangeAsync(1, new byte[] { 0, 0x20, 0, 0x80 }, answer, Cancel));
        Assert.Single(link.Sent, sent => sent != "ACK");
    }

    [Fact]
    public async Task An_error_frame_is_a_typed_error()
    {
        var link = new ScriptedLink().Expect("D4 14 01 00 01", "ACK", "ERROR");
        var e = await Assert.ThrowsAsync<Pn532Exception>(async () => await Chip(link).ConfigureSamAsync(Cancel));
        Assert.Equal(Pn532Error.Syntax, e.Error);
    }

    [Fact]
    public async Task A_silent_chip_is_aborted_and_named()
    {
        var link = new ScriptedLink().Expect("D4 02", "ACK").Expect("ACK");
        var e = await Assert.ThrowsAsync<DeviceException>(async () => await Chip(link).GetFirmwareVersionAsync(Cancel));
        Assert.Contains("GetFirmwareVersion on script", e.Message, StringComparison.Ordinal);
        link.AssertFinished();
    }

    [Fact]
    public async Task A_cancelled_command_is_aborted_and_the_chip_is_usable_at_once()
    {
        var link = new ScriptedLink { Hangs = true }
            .Expect("D4 4A 02 03 00", "ACK")
            .Expect("ACK", "D5 4B 00")                      // it answered just before the abort reached it
            .Expect("D4 02", "ACK", "D5 03 32 01 06 07");
        var chip = Chip(link);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var search = chip.ListPassiveTargetAsync(Pn532Modulation.TypeB, cancel.Token).AsTask();
        await link.Hanging.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        Assert.Equal(6, (await chip.GetFirmwareVersionAsync(Cancel)).Revision);
        link.AssertFinished();
    }

    [Fact]
    public async Task A_block_of_256_bytes_comes_back_whole()
    {
        var data = Convert.ToHexString(Enumerable.Range(0, 258).Select(i => (byte)i).ToArray());
        var link = new ScriptedLink().Expect("D4 40 01 00 B0 00 00 00", "ACK", "D5 41 00" + data);
        var answer = new byte[259];
        var result = await Chip(link).InDataExchangeAsync(1, new byte[] { 0, 0xB0, 0, 0, 0 }, answer, Cancel);
        Assert.Equal(new CardAnswer(Pn532Error.None, false, 258), result);
        Assert.Equal(data, Convert.ToHexString(answer.AsSpan(1, result.Length)));
    }

    [Fact]
    public async Task Long_data_goes_and_comes_in_pieces()
    {
        var data = new byte[300];
        var link = new ScriptedLink()
            .Expect("D4 40 41" + Convert.ToHexString(data[..262]), "ACK", "D5 41 00")
            .Expect("D4 40 01" + Convert.ToHexString(data[262..]), "ACK", "D5 41 40 0102")
            .Expect("D4 40 01", "ACK", "D5 41 40 03")
            .Expect("D4 40 01", "ACK", "D5 41 00 049000");
        var answer = new byte[300];
        var result = await Chip(link).InDataExchangeAsync(1, data, answer, Cancel);
        Assert.Equal("010203049000", Convert.ToHexString(answer.AsSpan(1, result.Length)));
        link.AssertFinished();
    }

    [Fact]
    public async Task The_status_of_a_card_exchange_is_kept()
    {
        var link = new ScriptedLink().Expect("D4 42 B2", "ACK", "D5 43 01");
        var result = await Chip(link).InCommunicateThruAsync(new byte[] { 0xB2 }, new byte[10], TimeSpan.FromSeconds(1), Cancel);
        Assert.Equal(Pn532Error.Timeout, result.Error);
    }

    [Fact]
    public async Task At_open_the_chip_is_woken_and_its_speed_raised()
    {
        var link = new ScriptedLink { BaudRate = 115200 }
            .Expect("ACK").Expect("WAKE").Expect("D4 14 01 00 01", "ACK", "D5 15")
            .Expect("D4 10 07", "ACK", "D5 11").Expect("ACK")                               // only our acknowledge makes it change
            .Expect("D4 00 00 6B617A61736869", "ACK", "D5 01 00 6B617A61736869");
        Assert.True(await Chip(link).OpenAsync(921600, Cancel));
        Assert.Equal([921600], link.Speeds);
        link.AssertFinished();
    }

    [Fact]
    public async Task A_chip_left_at_another_speed_is_found_there()
    {
        ScriptedLink? link = null;
        link = new ScriptedLink(sent => link!.BaudRate == 230400 ? Willing(sent) : []) { BaudRate = 115200 };
        Assert.True(await Chip(link).OpenAsync(230400, Cancel));
        Assert.Equal(230400, link.BaudRate);
    }

    [Fact]
    public async Task A_line_that_does_not_carry_the_new_speed_falls_back()
    {
        // the chip never changes: it did not see the acknowledge
        ScriptedLink? link = null;
        link = new ScriptedLink(sent => link!.BaudRate == 115200 ? Willing(sent) : []) { BaudRate = 115200 };
        Assert.False(await Chip(link).OpenAsync(921600, Cancel));
        Assert.Equal(115200, link.BaudRate);
    }

    [Fact]
    public async Task No_chip_at_any_speed_says_where_to_look()
    {
        var link = new ScriptedLink(_ => []) { BaudRate = 115200 };
        var e = await Assert.ThrowsAsync<DeviceException>(async () => await Chip(link).OpenAsync(921600, Cancel));
        Assert.Contains("any speed", e.Message, StringComparison.Ordinal);
        Assert.Equal(Pn532BaudRate.All.Order(), link.Speeds.Distinct().Order());
    }

    [Fact]
    public async Task Closing_leaves_the_chip_as_the_next_program_expects_it()
    {
        var link = new ScriptedLink(Willing) { BaudRate = 921600 };
        await Chip(link).CloseAsync(Cancel);
        Assert.Equal(["D45200", "D4320100", "D41004", "ACK", "D400006B617A61736869"], link.Sent);
        Assert.Equal(115200, link.BaudRate);
    }

    [Fact]
    public async Task Two_callers_take_turns()
    {
        var link = new ScriptedLink(Willing);
        var chip = Chip(link);
        var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => chip.GetFirmwareVersionAsync(Cancel).AsTask(), Cancel)));
        Assert.All(versions, version => Assert.Equal(6, version.Revision));
    }

    [Fact]
    public async Task An_exchange_allocates_nothing()
    {
        byte[] content = [0xD5, 0x43, 0x00, .. new byte[253]];
        await using var link = new EchoLink(content);
        var chip = new Pn532Chip(link, NoWaiting, TimeProvider.System);
        var command = new byte[] { 0x02, 0x00, 0xB0, 0x00, 0x00, 0xFB };
        var answer = new byte[263];
        await Repeat(200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await Repeat(1000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);   // less than one byte an exchange

        async ValueTask Repeat(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Assert.True((await chip.InCommunicateThruAsync(command, answer, TimeSpan.FromSeconds(1), CancellationToken.None)).Length == 253);
            }
        }
    }

    internal static IEnumerable<string> Willing(string sent) => sent switch
    {
        "ACK" or "NACK" or "WAKE" => [],
        "D402" => ["ACK", "D503 32 01 06 07"],
        "D45200" or "D44400" => ["ACK", $"D5{sent[2] switch { '5' => "53", _ => "45" }}00"],
        ['D', '4', '0', '0', .. var pattern] => ["ACK", "D501" + pattern],
        _ => ["ACK", "D5" + (Convert.ToByte(sent[2..4], 16) + 1).ToString("X2", System.Globalization.CultureInfo.InvariantCulture)],
    };

    /// <summary>Acknowledges everything and answers the same, without a byte of memory.</summary>
    sealed class EchoLink(byte[] content) : IPn532Link
    {
        bool _isAcknowledged;

        public string Name => "echo";
        public int? BaudRate => null;

        public void ChangeBaudRate(int baudRate)
        {
        }

        public ValueTask WakeAsync(CancellationToken cancel) => default;

        public void Discard() => _isAcknowledged = false;

        public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel) => default;

        public ValueTask<Received> ReceiveAsync(Memory<byte> into, TimeSpan timeout, CancellationToken cancel)
        {
            if (!_isAcknowledged)
            {
                _isAcknowledged = true;
                return new(new Received(HostFrameKind.Acknowledge, 0, HostFrameError.None));
            }
            content.CopyTo(into);
            return new(new Received(HostFrameKind.Information, content.Length, HostFrameError.None));
        }

        public ValueTask DisposeAsync() => default;
    }
}
