using System.Device.Gpio;
using Hal.Signals;
using Microsoft.Extensions.Time.Testing;
using Virtual.Gpio;
using Virtual.Signals;

namespace Hal.Tests.Signals;

/// <summary>What a person sees and hears when the firmware asks for a light, a cue or the gate.</summary>
public sealed class GpioSignalsTests : IAsyncDisposable
{
    static readonly SignalPins Pins = new(Red: 22, Green: 23, Blue: 27, Gate: 21);

    readonly FakeTimeProvider _time = new();
    readonly GpioController _controller;
    readonly VirtualSignals _person;
    readonly GpioSignals _signals;

    public GpioSignalsTests()
    {
        var gpio = new VirtualGpioDriver();
        _controller = new(gpio);
        _person = new(gpio, Pins, _time);
        _signals = new(_controller, _person.Buzzer, Pins, _time);
    }

    [Theory]
    [InlineData(Light.Off, "", 0)]
    [InlineData(Light.Ready, "blue", 4)]         // changes in 4 s
    [InlineData(Light.Busy, "green", 32)]
    [InlineData(Light.Success, "green", 0)]
    [InlineData(Light.Failure, "red", 1)]
    [InlineData(Light.Attention, "red", 4)]
    public void A_light_has_a_colour_at_once_and_then_its_rhythm(Light light, string colour, int changes)
    {
        _signals.Show(light);
        Assert.Equal(colour, _person.Lit);
        var before = _person.Lamps.Count;

        for (var step = 0; step < 800; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
        }

        Assert.Equal(changes, _person.Lamps.Count - before);
        Assert.All(_person.Lamps, change => Assert.True(change.Lit == colour || change.Lit.Length == 0));
    }

    [Fact]
    public void No_two_lights_look_the_same_to_who_sees_no_colours_but_at_work_and_done_do_differ()
    {
        var patterns = Enum.GetValues<Light>().Select(light => SignalTables.Of(light)).ToList();

        Assert.NotEqual(SignalTables.Of(Light.Busy).Repeats, SignalTables.Of(Light.Success).Repeats);
        Assert.NotEqual(SignalTables.Of(Light.Failure).Repeats, SignalTables.Of(Light.Attention).Repeats);
        Assert.All(patterns, pattern => Assert.NotEmpty(pattern.Steps));
    }

    [Fact]
    public void A_key_sounds_1_kilohertz_for_25_milliseconds()
    {
        _signals.Play(Cue.Key);
        Assert.Equal(1000, _person.Hertz);
        Pass(100);

        Assert.Equal([new Sound(1000, TimeSpan.Zero, TimeSpan.FromMilliseconds(25))], _person.Sounds);
        Assert.Equal(0, _person.Hertz);
    }

    [Theory]
    [InlineData(Cue.CardSeen, 1)]
    [InlineData(Cue.Success, 2)]
    [InlineData(Cue.Failure, 2)]
    [InlineData(Cue.TooEarly, 3)]
    [InlineData(Cue.Attention, 9)]
    [InlineData(Cue.Returned, 2)]
    [InlineData(Cue.HoldReady, 3)]
    [InlineData(Cue.GateOpen, 10)]
    [InlineData(Cue.GateRefused, 1)]
    [InlineData(Cue.DoorAlarm, 10)]
    [InlineData(Cue.LanguageChanged, 2)]
    public void A_cue_has_its_number_of_tones_and_ends(Cue cue, int tones)
    {
        _signals.Play(cue);
        Pass(5000);

        Assert.Equal(tones, _person.Sounds.Count);
        Assert.Equal(0, _person.Hertz);
    }

    [Fact]
    public void Success_rises_and_failure_is_low()
    {
        _signals.Play(Cue.Success);
        Pass(1000);
        _signals.Play(Cue.Failure);
        Pass(1000);

        Assert.True(_person.Sounds[0].Hertz < _person.Sounds[1].Hertz);
        Assert.All(_person.Sounds.Skip(2), tone => Assert.InRange(tone.Hertz, 1, 500));
    }

    [Fact]
    public void An_item_that_comes_back_sounds_as_one_that_is_lent_backwards()
    {
        var lent = SignalTables.Of(Cue.Success).Steps;
        var back = SignalTables.Of(Cue.Returned).Steps;
        Assert.Equal(lent.SkipLast(1).Select(step => step.Value).Reverse(), back.SkipLast(1).Select(step => step.Value));
    }

    [Fact]
    public void No_two_cues_sound_alike()
    {
        var heard = Enum.GetValues<Cue>().Select(cue => (cue, Heard: Heard(cue))).ToList();
        Assert.All(heard, one => Assert.DoesNotContain(heard, other => other.cue != one.cue && other.Heard == one.Heard));

        // roughly, as a person hears it: how many, which way they go, how high they begin, how long they last
        static (int Tones, bool Rises, bool Falls, int Pitch, int Length) Heard(Cue cue)
        {
            var tones = SignalTables.Of(cue).Steps.Where(step => step.Value != Tone.Silence).ToList();
            var pairs = tones.Zip(tones.Skip(1)).ToList();
            return (tones.Count, pairs.Exists(pair => pair.First.Value.Hertz < pair.Second.Value.Hertz), pairs.Exists(pair => pair.First.Value.Hertz > pair.Second.Value.Hertz),
                tones[0].Value.Hertz / 500, (int)(tones.Sum(step => step.Length.TotalMilliseconds) / 250));
        }
    }

    [Fact]
    public void A_later_call_replaces_an_earlier_one()
    {
        _signals.Show(Light.Busy);
        _signals.Play(Cue.Attention);
        Pass(150);
        _signals.Show(Light.Success);
        _signals.Play(Cue.Key);
        Pass(2000);

        Assert.Equal("green", _person.Lit);
        Assert.Equal(1000, _person.Sounds[^1].Hertz);
        Assert.Equal(2, _person.Sounds.Count);
    }

    [Fact]
    public void The_gate_closes_for_as_long_as_asked_and_opens()
    {
        _signals.PulseGate(TimeSpan.FromSeconds(3));
        Assert.True(_person.IsGateClosed);
        Pass(10_000);

        Assert.Equal([TimeSpan.FromSeconds(3)], _person.Pulses.Select(pulse => pulse.Length));
        Assert.False(_person.IsGateClosed);
    }

    [Fact]
    public void A_second_pulse_lengthens_the_first_and_the_contact_does_not_chatter()
    {
        _signals.PulseGate(TimeSpan.FromSeconds(3));
        Pass(2000);
        _signals.PulseGate(TimeSpan.FromSeconds(3));
        Pass(10_000);

        Assert.Equal([TimeSpan.FromSeconds(5)], _person.Pulses.Select(pulse => pulse.Length));
    }

    [Fact]
    public async Task Everything_is_dark_silent_and_open_after_disposal_even_amid_a_pulse()
    {
        _signals.Show(Light.Attention);
        _signals.Play(Cue.Attention);
        _signals.PulseGate(TimeSpan.FromSeconds(30));
        Pass(50);

        await _signals.DisposeAsync();
        Pass(60_000);

        Assert.Equal("", _person.Lit);
        Assert.Equal(0, _person.Hertz);
        Assert.Equal([TimeSpan.FromMilliseconds(50)], _person.Pulses.Select(pulse => pulse.Length));
    }

    public async ValueTask DisposeAsync()
    {
        await _signals.DisposeAsync();
        _controller.Dispose();
    }

    void Pass(int milliseconds)
    {
        for (var passed = 0; passed < milliseconds; passed += 5)
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
        }
    }
}
