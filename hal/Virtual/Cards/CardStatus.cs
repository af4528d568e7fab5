namespace Virtual.Cards;

/// <summary>The status words this card answers with (JICSAP list), named by what they say.</summary>
internal static class CardStatus
{
    public const ushort Success = 0x9000;
    public const ushort EndOfFile = 0x6282;

    /// <summary>Asked for the tries of a reference that has no limit.</summary>
    public const ushort NoTryLimit = 0x6300;

    /// <summary>63Cx: x tries are left.</summary>
    public const ushort TriesLeft = 0x63C0;

    /// <summary>No session key can be delivered in this application.</summary>
    public const ushort NoKeyDelivery = 0x66F1;

    public const ushort WrongLength = 0x6700;
    public const ushort LogicalChannelNotSupported = 0x6881;
    public const ushort SecureMessagingNotSupported = 0x6882;
    public const ushort FileKindConflict = 0x6981;
    public const ushort SecurityNotSatisfied = 0x6982;
    public const ushort ReferenceBlocked = 0x6984;
    public const ushort ConditionsNotSatisfied = 0x6985;
    public const ushort NoCurrentFile = 0x6986;

    /// <summary>What the JPKI application says to a class byte with secure messaging.</summary>
    public const ushort SecureMessagingRefused = 0x69FC;

    public const ushort WrongData = 0x6A80;
    public const ushort FileNotFound = 0x6A82;
    public const ushort RecordNotFound = 0x6A83;
    public const ushort WrongParameters = 0x6A86;
    public const ushort DataObjectNotFound = 0x6A88;
    public const ushort OffsetBeyondEnd = 0x6B00;
    public const ushort InstructionNotSupported = 0x6D00;
    public const ushort ClassNotSupported = 0x6E00;
}
