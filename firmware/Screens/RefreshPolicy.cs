using Hal;

namespace Firmware.Screens;

/// <summary>Which waveform the next screen needs: quick inside a session, clean wherever something personal would stay behind.</summary>
sealed class RefreshPolicy
{
    /// <summary>Partial updates leave ghosts; after this many the next change of screen cleans them.</summary>
    const int PartialsBeforeClean = 10;

    /// <summary>The panel wants its slow waveform at least once a day.</summary>
    static readonly TimeSpan FullEvery = TimeSpan.FromHours(24);

    Screen? _shown;
    int _partials;
    DateTimeOffset _lastFull = DateTimeOffset.MinValue;

    public Refresh For(Screen next, DateTimeOffset now)
    {
        if (_shown is null || next.WantsFullRefresh || now - _lastFull > FullEvery && !next.IsPersonal)
        {
            return Refresh.Full;
        }
        if (_shown.IsPersonal && !next.IsPersonal || _shown.ShowsTitles && !next.ShowsTitles)
        {
            return Refresh.Fast;
        }
        return _partials >= PartialsBeforeClean && next.Id != _shown.Id ? Refresh.Fast : Refresh.Partial;
    }

    public void WasShown(Screen screen, DateTimeOffset now)
    {
        var refresh = For(screen, now);
        _partials = refresh == Refresh.Partial ? _partials + 1 : 0;
        _lastFull = refresh == Refresh.Full ? now : _lastFull;
        _shown = screen;
    }

    /// <summary>What the panel shows is unknown: start clean.</summary>
    public void Failed() => _shown = null;
}
