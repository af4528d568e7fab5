namespace Bridge.Library;

/// <summary>Where a copy that nobody has and nobody was promised goes from here. Pure.</summary>
/// <param name="Destination">Code of the branch it travels to; null when it stays.</param>
readonly record struct Route(Routing Routing, string? Destination)
{
    /// <param name="here">Code of the branch where it is.</param>
    /// <param name="home">Code of the branch it belongs to.</param>
    /// <param name="next">Code of the branch where the next in line picks it up; null when nobody waits.</param>
    public static Route Of(ItemStatus status, LoanRule rule, string here, string home, string? next) => (status, next) switch
    {
        (not ItemStatus.Available, _) => new(Routing.Staff, null),
        (_, { } pickup) when rule is not LoanRule.InLibraryOnly => pickup == here ? new(Routing.HoldShelf, null) : new(Routing.AnotherBranch, pickup),
        _ => home == here ? new(Routing.Shelf, null) : new(Routing.AnotherBranch, home),
    };
}
