using System.Collections.Concurrent;
using System.Globalization;
using Firmware.Commands;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests;

/// <summary>The technician at the terminal: a question waits for its own answer, and not for ever.</summary>
public sealed class ConsoleTechnicianTests : IDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly StringWriter _says = new(CultureInfo.InvariantCulture);
    readonly Keyboard _keyboard = new();
    readonly ConsoleTechnician _technician;

    public ConsoleTechnicianTests() => _technician = new(_keyboard, _says, _time);

    [Theory]
    [InlineData("", true)]
    [InlineData("yes", true)]
    [InlineData("n", false)]
    [InlineData(" no", false)]
    public async Task Enter_is_yes_and_n_is_no(string typed, bool expected)
    {
        var asking = _technician.ConfirmAsync("Is it sharp?");
        _keyboard.Type(typed);

        Assert.Equal(expected, await asking);
        Assert.Contains("Is it sharp? [Enter: yes, n: no]", _says.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_waited_for_a_minute_and_after_that_not_at_all()
    {
        var asking = _technician.ConfirmAsync("Is it sharp?");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(asking.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("nobody answered within 60 s", (await Assert.ThrowsAsync<CheckFailure>(() => asking)).Message);
        Assert.Contains("not asked", (await Assert.ThrowsAsync<CheckFailure>(() => _technician.ConfirmAsync("Did it click?"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_that_is_closed_is_nobody()
    {
        _keyboard.Close();

        await Assert.ThrowsAsync<CheckFailure>(() => _technician.ConfirmAsync("Is it sharp?"));
    }

    public void Dispose()
    {
        _keyboard.Close();
        _says.Dispose();
    }

    sealed class Keyboard : TextReader
    {
        readonly BlockingCollection<string> _lines = [];

        public void Type(string line) => _lines.Add(line);

        public override void Close() => _lines.CompleteAdding();

        public override string? ReadLine() => _lines.TryTake(out var line, Timeout.Infinite) ? line : null;
    }
}
