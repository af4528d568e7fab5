namespace Bridge.Library.Sip2.Wire;

/// <summary>A SIP2 connection is of no use any more; the one who owns it closes it and makes another.</summary>
sealed class Sip2Exception : Exception
{
    public Sip2Exception(string message)
        : base(message)
    {
    }

    public Sip2Exception(string message, Exception cause)
        : base(message, cause)
    {
    }
}
