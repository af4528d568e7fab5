using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2.Messages;

/// <summary>A message with its meaning. Names after the standard's own: ok, no block, sequence of fixed fields; fields as their two letters say.</summary>
abstract record Sip2Form
{
    public abstract Sip2Message ToMessage();

    // Fields name persons and books.
    public sealed override string ToString() => GetType().Name;
}

/// <summary>What both ends know of a form: its number, and how it is read. Reading never fails: what is missing is blank.</summary>
interface ISip2Form<TSelf>
    where TSelf : Sip2Form, ISip2Form<TSelf>
{
    static abstract string Code { get; }
    static abstract TSelf Read(Sip2Reader from);
}

/// <summary>What the self-service client (SC) sends to the library system (ACS), and the form of the answer.</summary>
abstract record Sip2Request<TAnswer> : Sip2Form
    where TAnswer : Sip2Form, ISip2Form<TAnswer>
{
    /// <summary>Changes nothing, so that it may be sent again whether or not it arrived.</summary>
    public virtual bool IsHarmless => false;
}
