namespace Bridge.Library.Sip2.Wire;

/// <summary>One SIP2 message: two digits, the fixed part, then fields in any order, some repeated. The forms in Messages know what it means.</summary>
/// <param name="Fixed">The fixed part; shorter than the text asks when the sender left something out.</param>
sealed record Sip2Message(string Code, string Fixed, IReadOnlyList<Sip2Field> Fields)
{
    /// <summary>SC: send your last message again. Never with AY: Evergreen does not know it then.</summary>
    public static ReadOnlySpan<byte> AcsSendAgain => "97AZFEF5"u8;

    /// <summary>ACS: what came could not be read, send it again.</summary>
    public static ReadOnlySpan<byte> ScSendAgain => "96AZFEF6"u8;

    // Persons and books are in the fields.
    public override string ToString() => $"SIP2 {Code}, {Fields.Count} fields";
}

/// <summary><c>AA</c> and what stands between it and the delimiter.</summary>
readonly record struct Sip2Field(string Id, string Value)
{
    /// <summary>3M SIP 2.00: 0 to 255 characters.</summary>
    public const int Longest = 255;

    public override string ToString() => Id;
}
