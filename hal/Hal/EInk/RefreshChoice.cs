namespace Hal.EInk;

/// <summary>Decides which update a frame really needs.</summary>
internal static class RefreshChoice
{
    /// <summary>The update to run; null when the panel already shows the frame.</summary>
    /// <param name="asked">What the caller wants.</param>
    /// <param name="isAwake">False after power-up, deep sleep and failure: then only a full update is defined, whatever was asked.</param>
    /// <param name="isSame">The panel shows these very pixels.</param>
    /// <param name="hasGhosts">A partial update has run since the last full or fast one.</param>
    /// <remarks>An update without a difference degrades the picture, so it is left out, unless it is there to clear ghosts (a frame that
    /// looks the same may still carry the last patron's) or is the slow one, which is asked for the panel's own health.</remarks>
    public static Refresh? For(Refresh asked, bool isAwake, bool isSame, bool hasGhosts) => (asked, isAwake, isSame) switch
    {
        (_, false, _) => Refresh.Full,
        (Refresh.Full, true, _) => Refresh.Full,
        (Refresh.Fast, true, false) => Refresh.Fast,
        (Refresh.Fast, true, true) => hasGhosts ? Refresh.Fast : null,
        (Refresh.Partial, true, false) => Refresh.Partial,
        (Refresh.Partial, true, true) => null,
    };
}
