namespace Virtual.Wires;

/// <summary>Whether modelled time also passes.</summary>
public enum Speed
{
    /// <summary>Time is only counted; answers come at once.</summary>
    Free,

    /// <summary>An answer comes when it would come on metal, by the <see cref="TimeProvider"/> given.</summary>
    Paced,
}
