using System.Device.Gpio;
using System.Device.I2c;
using Hal.Expander;
using Hal.RaspberryPi;
using Hal.Tests.Board;
using Microsoft.Extensions.Time.Testing;
using Virtual.Expander;

namespace Hal.Tests.Expander;

/// <summary>The driver on a virtual PCA9534: what it says on the bus, and which line each thing is on.</summary>
public sealed class PortExpanderTests : IDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly VirtualPca9534 _chip = new(PinTable.ExpanderAddress);
    readonly Recorder _bus;
    readonly List<(int Line, PinValue? Level)> _driven = [];
    readonly PortExpander _expander;

    public PortExpanderTests()
    {
        _bus = new(_chip);
        _chip.HostChanged += (line, level) => _driven.Add((line, level));
        _expander = new(new(() => _bus, PinTable.Expander.Spare), PinTable.Expander, _time);
    }

    [Fact]
    public void Only_the_lines_with_nothing_on_them_are_driven_before_it_is_asked_for()
    {
        Assert.Equal(new ExpanderReading(ReaderHasAnswer: false, ReaderIsReset: false, SetupIsPressed: false, ScannerHasPower: true, ScannerDrawsTooMuch: false), _expander.Read());
        Assert.Equal(["01 ->FF", "01 37", "03 ->FF", "03 37", "00 ->37"], _bus.Said);
        Assert.Equal([(3, PinValue.Low), (6, PinValue.Low), (7, PinValue.Low)], _driven);
        Assert.DoesNotContain(PinFile.Committed.OfExpander, wire => wire.Number is 3 or 6 or 7);
    }

    [Fact]
    public async Task A_reset_sets_the_level_before_the_line_becomes_an_output_and_lasts_20_milliseconds()
    {
        Settle();
        var begun = _time.GetTimestamp();
        var reset = _expander.ResetReaderAsync(TestContext.Current.CancellationToken).AsTask();
        await _time.Turn(TimeSpan.FromMilliseconds(19));
        Assert.Equal([(1, PinValue.Low)], _driven);
        await _time.TurnUntil(reset);

        Assert.Equal([(1, PinValue.Low), (1, PinValue.High)], _driven);
        Assert.InRange(_time.GetElapsedTime(begun).TotalMilliseconds, 30, 40);
        Assert.Equal(["01 ->37", "01 35", "03 ->37", "03 35", "01 ->35", "01 37", "03 ->35"], _bus.Said);
    }

    [Fact]
    public async Task A_reset_that_is_cancelled_lets_the_reader_go()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var reset = _expander.ResetReaderAsync(stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reset);
        Assert.Equal((1, PinValue.High), _driven[^1]);
    }

    [Fact]
    public async Task The_scanner_is_without_power_for_a_second_and_has_it_again()
    {
        Settle();
        var begun = _time.GetTimestamp();
        await _time.TurnUntil(_expander.RestartScannerAsync(TestContext.Current.CancellationToken));

        Assert.Equal([(4, PinValue.Low), (4, PinValue.High)], _driven);
        Assert.InRange(_time.GetElapsedTime(begun).TotalMilliseconds, 1000, 1010);
    }

    [Theory]
    [InlineData("expander.readerRequest", nameof(ExpanderReading.ReaderHasAnswer))]
    [InlineData("expander.readerReset", nameof(ExpanderReading.ReaderIsReset))]
    [InlineData("expander.setup", nameof(ExpanderReading.SetupIsPressed))]
    [InlineData("expander.scannerFault", nameof(ExpanderReading.ScannerDrawsTooMuch))]
    public void A_line_that_the_table_names_is_seen_by_its_name_and_no_other_is(string wire, string seen)
    {
        var line = PinFile.Committed.Wires.Single(one => one.Name == wire).Number;
        _chip.Attach(line, () => PinValue.Low);

        var reading = _expander.Read();

        Assert.Equal([seen], new (string Name, bool Is)[]
        {
            (nameof(reading.ReaderHasAnswer), reading.ReaderHasAnswer), (nameof(reading.ReaderIsReset), reading.ReaderIsReset), (nameof(reading.SetupIsPressed), reading.SetupIsPressed),
            ("ScannerLostPower", !reading.ScannerHasPower), (nameof(reading.ScannerDrawsTooMuch), reading.ScannerDrawsTooMuch),
        }.Where(one => one.Is).Select(one => one.Name));
    }

    [Fact]
    public void The_lines_it_drives_are_those_that_the_table_calls_out()
    {
        Assert.Equal(
            PinFile.Committed.OfExpander.Where(wire => wire.Way == Way.Out).Select(wire => wire.Number).Order(),
            new[] { PinTable.Expander.ReaderReset, PinTable.Expander.ScannerPower }.Order());
    }

    [Fact]
    public void An_expander_that_is_not_there_is_named_and_found_again_when_it_is()
    {
        _chip.IsMissing = true;
        var failure = Assert.Throws<DeviceException>(() => _expander.Read());
        Assert.Equal("port expander", failure.Device);
        Assert.Contains("does not answer", failure.Message, StringComparison.Ordinal);

        _chip.IsMissing = false;
        Assert.True(_expander.Read().ScannerHasPower);
    }

    [Fact]
    public async Task After_a_power_cut_of_the_chip_a_line_is_an_output_again_as_soon_as_it_is_driven()
    {
        await _time.TurnUntil(_expander.ResetReaderAsync(TestContext.Current.CancellationToken));
        _chip.Reset();
        _driven.Clear();
        await _time.TurnUntil(_expander.ResetReaderAsync(TestContext.Current.CancellationToken));

        Assert.Equal([(1, PinValue.Low), (1, PinValue.High)], _driven);
    }

    /// <summary>It has been used once.</summary>
    void Settle()
    {
        _expander.Read();
        _bus.Said.Clear();
        _driven.Clear();
    }

    public void Dispose()
    {
        _expander.Dispose();
        _bus.Dispose();
        _chip.Dispose();
    }

    /// <summary>Writes down what is said: "01 FD" is a write, "01 ->FF" a read.</summary>
    sealed class Recorder(I2cDevice chip) : I2cDevice
    {
        public List<string> Said { get; } = [];

        public override I2cConnectionSettings ConnectionSettings => chip.ConnectionSettings;

        public override void Read(Span<byte> buffer) => throw new NotSupportedException("a read without its register");

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            chip.Write(buffer);
            Said.Add(string.Join(' ', buffer.ToArray().Select(value => $"{value:X2}")));
        }

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
        {
            chip.WriteRead(writeBuffer, readBuffer);
            Said.Add($"{writeBuffer[0]:X2} ->{Convert.ToHexString(readBuffer)}");
        }
    }
}
