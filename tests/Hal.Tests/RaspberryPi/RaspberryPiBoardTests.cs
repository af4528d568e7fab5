using System.Device.Gpio;
using System.Runtime.CompilerServices;
using Hal.Clock;
using Hal.Expander;
using Hal.RaspberryPi;
using Hal.Tests.Board;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Virtual.Clock;
using Virtual.EInk;
using Virtual.Expander;
using Virtual.Gpio;
using Virtual.PinPad;
using Virtual.Signals;

namespace Hal.Tests.RaspberryPi;

/// <summary>The whole board of the metal on virtual chips: the wires of one device disturb no other.</summary>
public sealed class RaspberryPiBoardTests
{
    [Fact]
    public async Task A_PIN_is_typed_while_the_panel_draws_and_the_lamp_blinks()
    {
        var time = new FakeTimeProvider();
        var gpio = new VirtualGpioDriver();
        var panel = new VirtualSsd1683(gpio, PinTable.Panel, pace: time);
        var pad = new VirtualKeyMatrix(gpio, PinTable.PinPad, time);
        var person = new VirtualSignals(gpio, PinTable.Signals, time);
        var board = new RaspberryPiBoard(new NoDevice(), new NoDevice(), new GpioController(gpio), panel, person.Buzzer, Expander(time), new Ds3231(() => new VirtualDs3231(time)), time, NullLoggerFactory.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var keys = new List<Key>();
        var reading = ReadAsync(board, keys, stop.Token);

        var began = new TaskCompletionSource();
        panel.Updating += _ => began.SetResult();
        var shown = board.Display.ShowAsync(new Frame(400, 300), Refresh.Full, TestContext.Current.CancellationToken).AsTask();
        board.Signals.Show(Light.Busy);
        await time.TurnUntil(began.Task);
        await time.TurnUntil(pad.TypeAsync("1234#", TestContext.Current.CancellationToken));
        Assert.True(panel.IsBusy);                               // 0.6 s of typing, 3.5 s of drawing
        Assert.Equal("1234#".Select(VirtualKeyMatrix.ToKey), keys);
        await time.TurnUntil(shown);

        Assert.Empty(panel.Faults);
        Assert.Empty(pad.Faults);
        Assert.True(person.Lamps.Count > 8);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await time.TurnUntil(board.DisposeAsync());
        Assert.True(panel.IsAsleep);
        Assert.Equal("", person.Lit);
    }

    [Fact]
    public async Task The_board_opens_the_pins_that_the_table_gives_it_each_its_way_and_no_other()
    {
        string[] kernels = ["panel.select", "panel.data", "panel.clock", "signals.buzzer"];
        var wires = PinFile.Committed.OfHeader.Where(wire => wire.Name.Split('.')[0] is "panel" or "pinpad" or "signals" or "contacts" or "supply" && !kernels.Contains(wire.Name)).ToList();
        var time = new FakeTimeProvider();
        var gpio = new VirtualGpioDriver();
        var person = new VirtualSignals(gpio, PinTable.Signals, time);
        var controller = new GpioController(gpio);
        var board = new RaspberryPiBoard(new NoDevice(), new NoDevice(), controller, new VirtualSsd1683(gpio, PinTable.Panel, pace: time), person.Buzzer, Expander(time),
            new Ds3231(() => new VirtualDs3231(time)), time, NullLoggerFactory.Instance);

        Assert.All(wires, wire => Assert.True(controller.IsPinOpen(wire.Number), $"{wire.Name}: GPIO {wire.Number} is left alone"));
        Assert.All(Enumerable.Range(0, 28).Except(wires.Select(wire => wire.Number)), pin => Assert.False(controller.IsPinOpen(pin), $"GPIO {pin} is opened, and is no wire of the board's"));
        Assert.All(wires, wire => Assert.True(
            (controller.GetPinMode(wire.Number) == PinMode.Output) == (wire.Way == Way.Out && !wire.Name.StartsWith("pinpad.row", StringComparison.Ordinal)),   // a row floats until its turn
            $"{wire.Name}: GPIO {wire.Number} is {controller.GetPinMode(wire.Number)}, the table says {wire.Way}"));

        await time.TurnUntil(board.DisposeAsync());
    }

    static PortExpander Expander(TimeProvider time) => new(new(() => new VirtualPca9534(PinTable.ExpanderAddress), PinTable.Expander.Spare), PinTable.Expander, time);

    [Theory]   // the level at the pin that the table names, and what it means
    [InlineData("contacts.door", false)]
    [InlineData("contacts.tamper", false)]
    [InlineData("supply.good", true)]
    [InlineData("expander.setup", false)]
    public async Task A_contact_is_on_the_line_that_the_table_gives_it(string name, bool isOnAtHigh)
    {
        var wire = PinFile.Committed.Wires.Single(one => one.Name == name);
        var time = new FakeTimeProvider();
        var gpio = new VirtualGpioDriver();
        using var chip = new VirtualPca9534(PinTable.ExpanderAddress);
        var person = new VirtualSignals(gpio, PinTable.Signals, time);
        var board = new RaspberryPiBoard(new NoDevice(), new NoDevice(), new GpioController(gpio), new VirtualSsd1683(gpio, PinTable.Panel, pace: time), person.Buzzer,
            new(new(() => chip, PinTable.Expander.Spare), PinTable.Expander, time), new Ds3231(() => new VirtualDs3231(time)), time, NullLoggerFactory.Instance);
        var contact = name switch { "contacts.door" => board.Door, "contacts.tamper" => board.Lid, "supply.good" => board.Supply, _ => board.SetupButton };
        foreach (var other in PinFile.Committed.OfHeader.Where(one => one.Way == Way.In))
        {
            gpio.Drive(other.Number, isOnAtHigh ? PinValue.Low : PinValue.High);   // whoever listens to a neighbour hears nothing
        }

        Set(isOn: true);
        await using var states = contact.StatesAsync(() => { }, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await time.TurnUntil(states.MoveNextAsync().AsTask()) && states.Current, $"{name}: {(wire.IsOnExpander ? "port" : "GPIO")} {wire.Number} is not looked at");
        Set(isOn: false);
        Assert.True(await time.TurnUntil(states.MoveNextAsync().AsTask()) && !states.Current, name);

        await time.TurnUntil(board.DisposeAsync());

        void Set(bool isOn)
        {
            var level = isOn == isOnAtHigh ? PinValue.High : PinValue.Low;
            if (wire.IsOnExpander)
            {
                chip.Attach(wire.Number, () => level);
            }
            else
            {
                gpio.Drive(wire.Number, level);
            }
        }
    }

    static async Task ReadAsync(RaspberryPiBoard board, List<Key> keys, CancellationToken cancel)
    {
        await foreach (var stroke in board.PinPad.KeysAsync(() => { }, cancel))
        {
            if (stroke.Motion == KeyMotion.Down)
            {
                board.Signals.Play(Cue.Key);
                keys.Add(stroke.Key);
            }
        }
    }

    /// <summary>What this test does not touch.</summary>
    sealed class NoDevice : ICardReader, IBarcodeSource
    {
        public ValueTask<string> IdentifyAsync(CancellationToken cancel) => throw new NotSupportedException();

        public IAsyncEnumerable<CardSighting> WatchAsync(Action opened, CancellationToken cancel) => Never<CardSighting>(cancel);
        public IAsyncEnumerable<Scan> ScansAsync(Action opened, CancellationToken cancel) => Never<Scan>(cancel);
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        static async IAsyncEnumerable<T> Never<T>([EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            yield break;
        }
    }
}
