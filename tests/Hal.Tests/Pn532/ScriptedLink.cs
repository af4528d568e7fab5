using Hal.Pn532;

namespace Hal.Tests.Pn532;

/// <summary>The wire in memory: what the driver sends is answered by a script or a function, at once; silence is a time-out at once.</summary>
internal sealed class ScriptedLink : IPn532Link
{
    readonly Queue<(string Sent, string[] Replies)> _script = new();
    readonly Func<string, IEnumerable<string>>? _answer;
    readonly HostFrameStream _stream = new();
    readonly HostFrameStream _fromHost = new();

    public ScriptedLink(Func<string, IEnumerable<string>>? answer = null) => _answer = answer;

    public string Name => "script";
    public int? BaudRate { get; set; }
    public List<int> Speeds { get; } = [];
    public List<string> Sent { get; } = [];
    public bool IsDisposed { get; private set; }

    /// <summary>When the bytes end, wait for a cancellation instead of timing out.</summary>
    public bool Hangs { get; set; }
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="sent">Content of the frame in hexadecimal, or ACK, NACK, WAKE.</param>
    /// <param name="replies">Contents, ACK, ERROR, or bytes as they are after "raw ".</param>
    public ScriptedLink Expect(string sent, params string[] replies)
    {
        _script.Enqueue((Compact(sent), replies));
        return this;
    }

    public void AssertFinished() => Assert.Empty(_script);

    public void ChangeBaudRate(int baudRate)
    {
        BaudRate = baudRate;
        Speeds.Add(baudRate);
    }

    public ValueTask WakeAsync(CancellationToken cancel)
    {
        Take("WAKE");
        return default;
    }

    public void Discard() => _stream.Clear();

    public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel)
    {
        _fromHost.Append(frame.Span);
        var content = new byte[HostFrame.MaxContentLength];
        Assert.True(_fromHost.TryTake(content, out var received));
        Assert.False(received.IsDamaged);
        Take(received.Kind switch
        {
            HostFrameKind.Acknowledge => "ACK",
            HostFrameKind.NotAcknowledge => "NACK",
            _ => Convert.ToHexString(content.AsSpan(0, received.Length)),
        });
        return default;
    }

    public async ValueTask<Received> ReceiveAsync(Memory<byte> content, TimeSpan timeout, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (_stream.TryTake(content.Span, out var received))
        {
            return received;
        }
        if (Hangs)
        {
            Hanging.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        }
        return Received.Nothing;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }

    public static byte[] Frame(string content)
    {
        var bytes = Convert.FromHexString(Compact(content));
        var frame = new byte[HostFrame.MaxLength];
        return frame[..HostFrame.Encode(bytes, frame)];
    }

    public static string Compact(string hex) => hex.Replace(" ", "", StringComparison.Ordinal);

    void Take(string sent)
    {
        Sent.Add(sent);
        if (_answer is not null)
        {
            Reply(_answer(sent));
            return;
        }
        Assert.True(_script.Count > 0, $"nothing was expected, but {sent} came");
        var (expected, replies) = _script.Dequeue();
        Assert.Equal(expected, sent);
        Reply(replies);
    }

    void Reply(IEnumerable<string> replies)
    {
        foreach (var reply in replies)
        {
            _stream.Append(reply switch
            {
                "ACK" => HostFrame.Acknowledge,
                "ERROR" => [0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00],
                _ when reply.StartsWith("raw ", StringComparison.Ordinal) => Convert.FromHexString(Compact(reply[4..])),
                _ => Frame(reply),
            });
        }
    }
}
