using System.Threading.Channels;

namespace Firmware.Commands;

/// <summary>A technician at a terminal: Enter is yes, n is no.</summary>
sealed class ConsoleTechnician : ITechnician
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TextWriter _says;
    readonly TimeProvider _time;
    readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    bool _isGone;

    /// <param name="answers">Read by a thread of its own: a terminal's read can be neither cancelled nor limited.</param>
    /// <param name="says">Where the questions go.</param>
    /// <param name="time">By which patience ends.</param>
    public ConsoleTechnician(TextReader answers, TextWriter says, TimeProvider time)
    {
        (_says, _time) = (says, time);
        new Thread(() => ReadToEnd(answers)) { IsBackground = true, Name = "technician" }.Start();
    }

    public Task AskAsync(string what) => _says.WriteLineAsync($"{"",-8} ?     {what}");

    public async Task<bool> ConfirmAsync(string question)
    {
        if (_isGone)
        {
            throw new CheckFailure("not asked: nobody answered before");
        }
        while (_answers.Reader.TryRead(out _))
        {
            // typed before it was asked
        }
        await AskAsync($"{question} [Enter: yes, n: no]");
        try
        {
            var answer = await _answers.Reader.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Patience, _time, CancellationToken.None);
            return !answer.TrimStart().StartsWith('n');
        }
        catch (Exception e) when (e is TimeoutException or ChannelClosedException)
        {
            _isGone = true;
            throw new CheckFailure($"nobody answered within {Patience.TotalSeconds:0} s");
        }
    }

    void ReadToEnd(TextReader answers)
    {
        while (answers.ReadLine() is { } answer)
        {
            _answers.Writer.TryWrite(answer);
        }
        _answers.Writer.Complete();
    }
}
