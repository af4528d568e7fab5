using Firmware.Devices;
using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Time.Testing;
using static Firmware.Dialogue.DialogueEvent;

namespace Firmware.Tests.Devices;

public sealed class PinGateTests : IDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly DialogueInbox _inbox = new();
    readonly PinGate _gate;

    public PinGateTests() => _gate = new(_inbox, _time);

    public void Dispose() => _gate.Dispose();

    [Fact]
    public void Otherwise_the_dialogue_hears_every_key()
    {
        foreach (var key in Enum.GetValues<Key>())
        {
            Assert.Equal(new KeyPressed(key), _gate.Take(key));
        }
    }

    [Fact]
    public void Of_a_pin_the_dialogue_hears_only_how_many_digits_there_are()
    {
        _gate.Use(PadUse.Pin, keepsDigits: false);
        var heard = Type(Key.Digit1, Key.Digit2, Key.Digit3, Key.Digit4, Key.Digit5);

        Assert.Equal([new PinChanged(1), new PinChanged(2), new PinChanged(3), new PinChanged(4), new PinChanged(4)], heard);
        Assert.Equal("1234"u8, _gate.Pin.Ascii);
    }

    [Fact]
    public void The_star_takes_one_digit_back_and_then_means_back()
    {
        _gate.Use(PadUse.Pin, keepsDigits: false);
        Assert.Equal([new PinChanged(1), new PinChanged(0), new KeyPressed(Key.Star)], Type(Key.Digit9, Key.Star, Key.Star));
    }

    [Fact]
    public void Enter_counts_only_with_four_digits_and_from_then_on_nothing_changes_them()
    {
        _gate.Use(PadUse.Pin, keepsDigits: false);
        Assert.Equal(new PinChanged(3), Type(Key.Digit1, Key.Digit2, Key.Digit3, Key.Hash)[^1]);
        Assert.Equal(new KeyPressed(Key.Hash), Type(Key.Digit4, Key.Hash)[^1]);

        Assert.Equal([null, new KeyPressed(Key.Star)], Type(Key.Digit7, Key.Star));
        Assert.Equal("1234"u8, _gate.Pin.Ascii);
    }

    [Fact]
    public void What_is_typed_before_the_question_or_after_the_answer_goes_nowhere()
    {
        _gate.Use(PadUse.Nobody, keepsDigits: false);
        Assert.All(Type(Key.Digit0, Key.Digit5, Key.Digit9), Assert.Null);
        Assert.Equal(0, _gate.Pin.Count);
    }

    [Fact]
    public void A_new_question_begins_empty()
    {
        _gate.Use(PadUse.Pin, keepsDigits: false);
        Type(Key.Digit1, Key.Digit2);
        _gate.Use(PadUse.Nobody, keepsDigits: true);
        Assert.Equal(2, _gate.Pin.Count);
        _gate.Use(PadUse.Pin, keepsDigits: false);
        Assert.Equal(0, _gate.Pin.Count);
    }

    [Fact]
    public async Task Digits_live_no_longer_than_a_minute()
    {
        _gate.Use(PadUse.Pin, keepsDigits: false);
        Type(Key.Digit1);
        _time.Advance(TimeSpan.FromSeconds(59));
        Type(Key.Digit2);
        Assert.Equal(2, _gate.Pin.Count);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _gate.Pin.Count);
        await foreach (var happened in _inbox.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(new PinChanged(0), happened);
            break;
        }
    }

    DialogueEvent?[] Type(params Key[] keys) => [.. keys.Select(_gate.Take)];
}
