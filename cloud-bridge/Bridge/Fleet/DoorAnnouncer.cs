using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bridge.Settings;

namespace Bridge.Fleet;

/// <summary>Announces the appliances' door on the local network (DNS-SD), so that a new appliance finds it by itself: the distribution's <c>avahi-publish</c> does it, for as long as the bridge runs.</summary>
/// <remarks>A convenience and no proof: people compare the digits of panel and console all the same.</remarks>
sealed partial class DoorAnnouncer(DeviceDoor door, LibrarySettings library, TimeProvider time, ILogger<DoorAnnouncer> log) : BackgroundService
{
    public const string Program = "avahi-publish", Service = "_kazashi._tcp";

    const int LongestName = 63;   // RFC 6763 4.1.1, in bytes

    static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var why = await AnnounceAsync(stoppingToken);
            LogEnded(why, AgainAfter);
            await Task.Delay(AgainAfter, time, stoppingToken);
        }
    }

    /// <summary>As much of the library's name as the network takes.</summary>
    public static string NameOf(LibrarySettings library)
    {
        var name = new StringBuilder();
        var length = 0;
        foreach (var rune in library.Name.EnumerateRunes())
        {
            if ((length += rune.Utf8SequenceLength) > LongestName)
            {
                break;
            }
            name.Append(rune.ToString());
        }
        return name.ToString();
    }

    // Returns when it is announced no longer, with the last that was said.
    async Task<string> AnnounceAsync(CancellationToken cancel)
    {
        string[] what = ["-s", "--", NameOf(library), Service, door.Port.ToString(CultureInfo.InvariantCulture)];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, what) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                var last = "it said nothing";
                while (await process.StandardError.ReadLineAsync(cancel) is { } line)
                {
                    last = line;
                    LogSaid(line);
                }
                return last;
            }
            finally
            {
                process.Kill();
            }
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "avahi-publish: {Said}")]
    partial void LogSaid(string said);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The door for appliances is not announced: avahi-publish ended ({Why}). Install avahi-utils and avahi-daemon and let the daemon run, or take Bridge:Fleet:Announce away; next try in {AgainAfter}")]
    partial void LogEnded(string why, TimeSpan againAfter);
}
