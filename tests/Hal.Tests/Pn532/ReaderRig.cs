using System.Device.Spi;
using Hal.Pn532;
using Microsoft.Extensions.Logging.Abstractions;
using Virtual;
using Virtual.Pn532;
using Virtual.Wires;

namespace Hal.Tests.Pn532;

/// <summary>The driver on a virtual PN532, over any of its wires, and what it sees in the field one sighting after the other.</summary>
internal sealed class ReaderRig : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly string _path = Path.Combine(Path.GetTempPath(), $"pn532-{Guid.CreateVersion7():N}");
    readonly CancellationTokenSource _watching = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    IAsyncEnumerator<CardSighting>? _sightings;

    public ReaderRig(HostInterface wire = HostInterface.Hsu, IsoDepMode mode = IsoDepMode.Own, int baudRate = 921600, Speed speed = Speed.Free, int presenceInterval = 10,
        bool hasInterruptLine = false, Pn532Timing? timing = null, Func<CancellationToken, ValueTask>? reset = null)
    {
        Chip = new(wire, speed);
        Pty = wire == HostInterface.Hsu ? new(Chip, _path) : null;
        I2c = wire == HostInterface.I2c ? new(Chip) : null;
        Interrupt = hasInterruptLine ? new(Chip) : null;
        var settings = new Pn532Settings { IsoDep = mode, PresenceInterval = presenceInterval, PollInterval = 1, BaudRate = baudRate };
        Reader = new(() => Open(wire), () => baudRate, settings, timing ?? new(), TimeProvider.System, NullLogger<Pn532Reader>.Instance, reset);
    }

    public VirtualPn532 Chip { get; }
    public Pty? Pty { get; }
    public VirtualI2cDevice? I2c { get; }
    public InterruptLine? Interrupt { get; }
    public Pn532Reader Reader { get; }

    /// <summary>How often the reader said that it is open.</summary>
    public int Opened { get; private set; }

    public async Task<CardSighting> NextAsync()
    {
        _sightings ??= Reader.WatchAsync(() => Opened++, _watching.Token).GetAsyncEnumerator(_watching.Token);
        Assert.True(await _sightings.MoveNextAsync().AsTask().WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken));
        return _sightings.Current;
    }

    public async Task<ICard> NextCardAsync() => Assert.IsType<CardSighting.Present>(await NextAsync()).Card;

    /// <summary>The enumeration ended; the next look begins another.</summary>
    public async Task ForgetAsync()
    {
        if (_sightings is { } old)
        {
            _sightings = null;
            await old.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watching.CancelAsync();
        await ForgetAsync();
        await Reader.DisposeAsync();
        Pty?.Dispose();
        Interrupt?.Dispose();
        Chip.Dispose();
        _watching.Dispose();
    }

    IPn532Link Open(HostInterface wire) => wire switch
    {
        HostInterface.Hsu => new HsuLink(_path, HsuLink.DefaultBaudRate, TimeProvider.System),
        HostInterface.I2c => new I2cLink(I2c!, "i2c", Interrupt?.Pin, TimeProvider.System),
        HostInterface.Spi => new SpiLink(
            new VirtualSpiDevice(Chip, new(0, 0) { ClockFrequency = SpiLink.ClockFrequency, Mode = SpiMode.Mode0 }), "spi", Interrupt?.Pin, TimeProvider.System),
    };

    /// <summary>Answers every command with as many bytes as it asks for, and counts.</summary>
    public sealed class Card : IVirtualCard
    {
        public List<byte[]> Commands { get; } = [];
        public int Resets { get; private set; }
        public TimeSpan ComputingTime { get; set; }
        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Reset() => Resets++;

        public byte[] Transmit(ReadOnlySpan<byte> command)
        {
            Commands.Add(command.ToArray());
            Began.TrySetResult();
            return Answer(command[^1] == 0 ? 256 : command[^1]);
        }

        public static byte[] Answer(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i), 0x90, 0x00];
    }
}
