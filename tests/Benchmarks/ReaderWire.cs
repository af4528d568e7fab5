using Virtual.Cards;
using Virtual.Pn532;
using Virtual.Wires;

namespace Benchmarks;

/// <summary>A virtual PN532 on a pseudo-terminal that answers at once and counts what metal would take.</summary>
sealed class ReaderWire : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kazashi-bench-");
    readonly VirtualPn532 _chip = new(HostInterface.Hsu);
    readonly Pty _pty;

    public ReaderWire() => _pty = new(_chip, System.IO.Path.Combine(_folder.FullName, "reader"));

    public string Path => _pty.Path;
    public WireClock Clock => _chip.Clock;

    public WatchedCard Lay(VirtualCardSetup setup)
    {
        var card = new WatchedCard(setup, Clock);
        _chip.Field.Put(card);
        return card;
    }

    public void TakeCard() => _chip.Field.Clear();

    public void Dispose()
    {
        _pty.Dispose();
        _chip.Dispose();
        _folder.Delete(recursive: true);
    }
}
