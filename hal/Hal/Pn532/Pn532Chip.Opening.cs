namespace Hal.Pn532;

/// <summary>Finding the chip, at whatever speed its last user left it, and leaving it as the next one expects it.</summary>
internal sealed partial class Pn532Chip
{
    DeviceException? _refusal;   // why nothing could be sent, the last time that was so

    /// <summary>Wakes the chip, puts it in normal mode and, on a serial line, agrees on a speed.</summary>
    /// <param name="baudRate">The speed to work at; ignored on a clocked bus.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <returns>Whether the chip works at that speed; if not, it works at <see cref="IPn532Link.BaudRate"/>.</returns>
    /// <exception cref="DeviceException">No chip answers.</exception>
    public async ValueTask<bool> OpenAsync(int baudRate, CancellationToken cancel)
    {
        await FindAsync(baudRate, cancel);
        return link.BaudRate is not { } present || present == baudRate || await ChangeBaudRateAsync(baudRate, cancel);
    }

    /// <summary>Ends PowerDown and the low-Vbat mode of power-up, where SAMConfiguration must come first (AN10609).</summary>
    public async ValueTask<bool> WakeAsync(TimeSpan acknowledge, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await AbortAsync();
            await link.WakeAsync(cancel);
            var frame = Encode(Pn532Command.SamConfiguration, 0x01, new byte[] { 0x00, 0x01 });
            await link.SendAsync(frame, cancel);
            if (!await IsAcknowledgedAsync(acknowledge, cancel))
            {
                return false;
            }
            var received = await link.ReceiveAsync(_answer, timing.Answer, cancel);
            return received is { Error: HostFrameError.None, Kind: HostFrameKind.Information }
                && _answer is [HostFrame.ToHost, (byte)Pn532Command.SamConfiguration + 1, ..];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Field off, targets released, speed back to the chip's own, so that any program finds it.</summary>
    public async ValueTask CloseAsync(CancellationToken cancel)
    {
        await InReleaseAsync(0, cancel);
        await SetFieldAsync(on: false, cancel);
        if (link.BaudRate is not (null or HsuLink.DefaultBaudRate))
        {
            await ChangeBaudRateAsync(HsuLink.DefaultBaudRate, cancel);
        }
    }

    async ValueTask FindAsync(int likely, CancellationToken cancel)
    {
        _refusal = null;
        if (await SearchAsync(likely, timing.FirstContact, cancel)
            || reset is not null && await reset(cancel) && await SearchAsync(HsuLink.DefaultBaudRate, timing.FirstContact, cancel)
            || await SearchAsync(likely, timing.Acknowledge, cancel))
        {
            return;
        }
        throw _refusal ?? new DeviceException(Device, link.BaudRate is null
            ? $"no chip answers on {link.Name}; look at the wires, the address switches and the interface of the board"
            : $"no chip answers on {link.Name} at any speed; look at the wires and the interface switches of the board");
    }

    /// <summary>Tries each speed: the likely one and the present one first.</summary>
    async ValueTask<bool> SearchAsync(int likely, TimeSpan acknowledge, CancellationToken cancel)
    {
        int?[] speeds = link.BaudRate is { } present ? [.. new[] { present, likely }.Concat(Pn532BaudRate.All.Reverse()).Distinct()] : [null];
        foreach (var speed in speeds)
        {
            if (speed is { } baudRate && baudRate != link.BaudRate)
            {
                link.ChangeBaudRate(baudRate);
            }
            // The first SAMConfiguration after power-up may only wake the chip, so each speed has two.
            if (await WakesAsync(acknowledge, cancel) || await WakesAsync(acknowledge, cancel))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>On a clocked bus a chip that hangs does not even acknowledge what it is sent: that is no answer, too, and not yet the end.</summary>
    async ValueTask<bool> WakesAsync(TimeSpan acknowledge, CancellationToken cancel)
    {
        try
        {
            return await WakeAsync(acknowledge, cancel);
        }
        catch (DeviceException e) when (link.BaudRate is null)
        {
            _refusal = e;
            return false;
        }
    }

    // The answer comes at the old speed; the host's acknowledge makes the chip change (UM0701-02 7.2.7).
    async ValueTask<bool> ChangeBaudRateAsync(int baudRate, CancellationToken cancel)
    {
        var code = Pn532BaudRate.CodeOf(baudRate) ?? throw new ArgumentOutOfRangeException(nameof(baudRate), baudRate, "no speed of a PN532");
        await TellAsync(Pn532Command.SetSerialBaudRate, [code], cancel);
        await link.SendAsync(Acknowledge, cancel);
        link.ChangeBaudRate(baudRate);
        await Task.Delay(timing.BaudRateChange, time, cancel);
        try
        {
            if (await IsLineGoodAsync(cancel))
            {
                return true;
            }
        }
        catch (DeviceException)
        {
            // The line does not carry this speed, or only one side changed: looked for below.
        }
        await FindAsync(HsuLink.DefaultBaudRate, cancel);
        return link.BaudRate == baudRate;
    }
}
