using System.Runtime.CompilerServices;

namespace Hal.Contacts;

/// <summary>A contact that is looked at again and again: its state is what four looks in a row agree on.</summary>
/// <param name="device">Which one, as a technician calls it.</param>
/// <param name="read">One look at its line.</param>
/// <param name="period">From one look to the next.</param>
/// <param name="time">By which the looks follow each other.</param>
internal sealed class PolledContact(string device, Func<bool> read, TimeSpan period, TimeProvider time) : IContact
{
    public const int EqualLooks = 4;

    public async IAsyncEnumerable<bool> StatesAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
    {
        bool? told = null;
        var (last, equal) = (Read(), 1);
        opened();
        while (true)
        {
            await Task.Delay(period, time, cancel);
            var seen = Read();
            (last, equal) = (seen, seen == last ? equal + 1 : 1);
            if (equal >= EqualLooks && seen != told)
            {
                told = seen;
                yield return seen;
            }
        }
    }

    bool Read()
    {
        try
        {
            return read();
        }
        catch (IOException e)
        {
            throw new DeviceException(device, "its line cannot be read", e);
        }
    }
}
