using Firmware.Journal;

namespace Firmware.Tests.Journal;

/// <summary>The power goes before the nth call of any kind.</summary>
sealed class CutAtCall(PowerCutDisk medium, int last) : IDisk
{
    int _calls;

    public long AvailableBytes => medium.AvailableBytes;
    public IReadOnlyList<string> Names => medium.Names;

    public bool Exists(string name) => Counted(() => medium.Exists(name));

    public IDiskFile Open(string name)
    {
        medium.Before = (_, _) => Count();
        return Counted(() => medium.Open(name));
    }

    public void Rename(string name, string newName) => Counted(() =>
    {
        medium.Rename(name, newName);
        return true;
    });

    public void Replace(string name, string replaced) => Counted(() =>
    {
        medium.Replace(name, replaced);
        return true;
    });

    public void Delete(string name) => Counted(() =>
    {
        medium.Delete(name);
        return true;
    });

    T Counted<T>(Func<T> call)
    {
        Count();
        return call();
    }

    void Count()
    {
        if (++_calls == last)
        {
            medium.Cut();
            throw new IOException("the power is off");
        }
    }
}
