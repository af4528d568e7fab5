namespace Bridge.Library.Sip2.Client;

/// <summary>What became of a request.</summary>
abstract record Sip2Outcome<T>
{
    Sip2Outcome() { }

    public sealed record Answered(T Answer) : Sip2Outcome<T>;

    /// <summary>It went out and no answer came: it may have been done.</summary>
    public sealed record Lost : Sip2Outcome<T>;

    /// <summary>There is no connection; it was certainly not done.</summary>
    public sealed record NotSent : Sip2Outcome<T>;
}
