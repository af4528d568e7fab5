namespace Hal.Iso7816;

/// <summary>SW1 SW2 of a response APDU (ISO 7816-4 table 5).</summary>
public readonly record struct StatusWord(ushort Value)
{
    public static readonly StatusWord Success = new(0x9000);
    public static readonly StatusWord EndOfFile = new(0x6282);
    public static readonly StatusWord SecurityStatusNotSatisfied = new(0x6982);
    public static readonly StatusWord AuthenticationMethodBlocked = new(0x6983);
    public static readonly StatusWord ReferenceDataNotUsable = new(0x6984);
    public static readonly StatusWord FileNotFound = new(0x6A82);

    public bool IsSuccess => Value == 0x9000;

    /// <summary>A READ succeeded, even where the file ended before as many bytes as were asked for (6282).</summary>
    public bool BringsData => IsSuccess || this == EndOfFile;

    /// <summary>63Cx: a VERIFY failed, or an empty one asked; x tries are left.</summary>
    public bool IsWrongPin(out int triesLeft)
    {
        triesLeft = Value & 0x0F;
        return (Value & 0xFFF0) == 0x63C0;
    }

    /// <summary>No try is left: 63C0, 6983 and 6984 all say so (the card uses the first and the last).</summary>
    public bool IsLocked => Value is 0x63C0 or 0x6983 or 0x6984;

    public override string ToString() => Value.ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
}
