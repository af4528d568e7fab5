using System.Globalization;
using Firmware.Dialogue;
using Firmware.Journal;
using Hal;

namespace Firmware.Devices;

/// <summary>Tries what nobody follows while the appliance is set up.</summary>
static class SelfTest
{
    const string FileName = "self-test";

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);   // a chip that is lost is looked for at every speed

    /// <summary>Asks the reader what it is.</summary>
    public static async Task<TestedPart> ReaderAsync(ICardReader reader, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return new(Faults.Reader, Works: true, await reader.IdentifyAsync(enough.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(Faults.Reader, Works: false);
        }
        catch (DeviceException e)
        {
            return new(Faults.Reader, Works: false, e.Message);
        }
    }

    /// <summary>Writes where the journal is, and says how much room there is.</summary>
    public static TestedPart Disk(IDisk disk)
    {
        try
        {
            SmallFile.Replace(disk, FileName, [1]);
            disk.Erase(FileName);
            return new(Faults.Journal, Works: true, string.Create(CultureInfo.InvariantCulture, $"{disk.AvailableBytes >> 20} MB"));
        }
        catch (IOException e)
        {
            return new(Faults.Journal, Works: false, e.Message);
        }
    }
}
