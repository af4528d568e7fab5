namespace Hal.Pn532;

/// <summary>One of the three wires between host and PN532 (UM0701-02 6.2.3 to 6.2.5), frame by frame. One caller at a time.</summary>
internal interface IPn532Link : IAsyncDisposable
{
    /// <summary>For messages: the device file.</summary>
    string Name { get; }

    /// <summary>Speed of the wire in bit/s where the chip must know it too (HSU); null on a clocked bus.</summary>
    int? BaudRate { get; }

    /// <summary>Changes the host's side of the speed, after what was sent has left.</summary>
    void ChangeBaudRate(int baudRate);

    /// <summary>Gets the chip out of PowerDown or low-Vbat; the next frame follows at once.</summary>
    ValueTask WakeAsync(CancellationToken cancel);

    /// <summary>Forgets whatever arrived so far.</summary>
    void Discard();

    /// <summary>Sends one frame.</summary>
    /// <exception cref="DeviceException">The wire is lost.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel);

    /// <summary>Waits for the chip's next frame, whole or damaged.</summary>
    /// <param name="content">Room for <see cref="HostFrame.MaxContentLength"/> bytes.</param>
    /// <param name="timeout">Then <see cref="Received.Nothing"/>.</param>
    /// <param name="cancel">Ends the wait; what the chip still sends stays.</param>
    /// <exception cref="DeviceException">The wire is lost.</exception>
    ValueTask<Received> ReceiveAsync(Memory<byte> content, TimeSpan timeout, CancellationToken cancel);
}
