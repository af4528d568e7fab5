using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Firmware.Devices;
using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Firmware.Dialogue.DialogueEvent;

namespace Firmware.Tests.Devices;

/// <summary>What the dialogue hears of the pad.</summary>
public sealed class KeyServiceTests : IAsyncDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly DialogueInbox _inbox = new();
    readonly Pad _pad = new();
    readonly Speaker _speaker = new();
    readonly PinGate _gate;
    readonly KeyService _service;

    public KeyServiceTests()
    {
        _gate = new(_inbox, _time);
        var loop = new DeviceLoop(_inbox, new StartUp(_inbox, Faults.Reader | Faults.Scanner | Faults.PinPad), new Heartbeat(_time), new DeviceErrors(_time), _time, NullLogger<DeviceLoop>.Instance);
        _service = new(_pad, _gate, _speaker, loop, _inbox, _time);
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_key_sounds_alike_whoever_hears_of_it()
    {
        await _service.StartAsync(Cancel);
        _gate.Use(PadUse.Nobody, keepsDigits: false);
        await _pad.TapAsync(Key.Digit1, Key.Digit9, Key.Hash);

        Assert.Equal(new KeyPressed(Key.Hash), await NextAsync<KeyPressed>());   // the digits went nowhere
        Assert.Equal([Cue.Key, Cue.Key, Cue.Key], _speaker.Played);
    }

    [Fact]
    public async Task Every_press_brings_an_id_of_its_own_for_what_it_may_ask_for()
    {
        await _service.StartAsync(Cancel);
        await _pad.TapAsync(Key.Digit1, Key.Digit1);
        var (first, second) = (await NextAsync<KeyPressed>(), await NextAsync<KeyPressed>());
        Assert.Equal(first, second);
        Assert.Equal(3, new[] { Guid.Empty, first.Request, second.Request }.Distinct().Count());
    }

    [Fact]
    public async Task A_star_held_for_a_second_means_cancel_and_a_hash_must_be_held_for_three()
    {
        await _service.StartAsync(Cancel);
        await _pad.DownAsync(Key.Star);
        await NextAsync<KeyPressed>();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new KeyHeld(Key.Star), await NextAsync<KeyHeld>());

        await _pad.DownAsync(Key.Hash);
        await NextAsync<KeyPressed>();
        _time.Advance(TimeSpan.FromSeconds(2.9));
        await _pad.DownAsync(Key.Star);   // let go too soon
        Assert.Equal(new KeyPressed(Key.Star), await NextAsync<DialogueEvent>());

        await _pad.DownAsync(Key.Hash);
        await NextAsync<KeyPressed>();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new KeyHeld(Key.Hash), await NextAsync<KeyHeld>());
    }

    [Fact]
    public async Task A_held_digit_is_told_to_nobody()
    {
        await _service.StartAsync(Cancel);
        _gate.Use(PadUse.Pin, keepsDigits: false);
        await _pad.DownAsync(Key.Digit7);
        Assert.Equal(new PinChanged(1), await NextAsync<PinChanged>());
        _time.Advance(TimeSpan.FromSeconds(5));
        await _pad.TapAsync(Key.Digit8);
        Assert.Equal(new PinChanged(2), await NextAsync<DialogueEvent>());
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _gate.Dispose();
    }

    /// <summary>The next event, after those that only say that the pad works.</summary>
    async Task<T> NextAsync<T>() where T : DialogueEvent
    {
        await foreach (var happened in _inbox.ReadAllAsync(Cancel))
        {
            if (happened is not (FaultChanged or Started))
            {
                return Assert.IsType<T>(happened, exactMatch: false);
            }
        }
        throw new InvalidOperationException("the inbox has ended");
    }

    sealed class Pad : IPinPad
    {
        readonly Channel<KeyStroke> _strokes = Channel.CreateUnbounded<KeyStroke>();

        public ValueTask DownAsync(Key key) => _strokes.Writer.WriteAsync(new(key, KeyMotion.Down, 0), Cancel);

        public async ValueTask TapAsync(params Key[] keys)
        {
            foreach (var key in keys)
            {
                await DownAsync(key);
                await _strokes.Writer.WriteAsync(new(key, KeyMotion.Up, 0), Cancel);
            }
        }

        public async IAsyncEnumerable<KeyStroke> KeysAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
        {
            opened();
            await foreach (var stroke in _strokes.Reader.ReadAllAsync(cancel))
            {
                yield return stroke;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    sealed class Speaker : ISignals
    {
        public List<Cue> Played { get; } = [];
        public void Show(Light light) { }
        public void Play(Cue cue) => Played.Add(cue);
        public void PulseGate(TimeSpan length) { }
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
