using Bridge.Library.Sip2.Messages;
using Bridge.Settings;

namespace Bridge.Library.Sip2.Client;

/// <summary>How long to wait for an answer, and how often to send again.</summary>
readonly record struct Sip2Patience(TimeSpan Timeout, int Retries)
{
    const int MostRetries = 3;
    const int NotStated = 999;

    /// <summary>Before the first 98.</summary>
    public static Sip2Patience Unknown { get; } = new(TimeSpan.FromSeconds(10), MostRetries);

    /// <summary>What 98 asks for, within the site's bounds: it says anything from 0 to 99.8 seconds.</summary>
    public static Sip2Patience Of(StatusAnswer status, Sip2Settings settings) => new(
        TimeSpan.FromSeconds(Math.Clamp(status.TimeoutPeriod is { } tenths and not NotStated ? tenths / 10.0 : settings.LongestWait, settings.ShortestWait, settings.LongestWait)),
        Math.Clamp(status.Retries is { } retries and not NotStated ? retries : MostRetries, 1, MostRetries));
}
