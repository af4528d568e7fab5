namespace Hal.Iso7816;

/// <summary>Why bytes are no short command APDU.</summary>
public enum CommandApduError
{
    None,

    /// <summary>Fewer than the four bytes CLA INS P1 P2.</summary>
    TooShort,

    /// <summary>Lc says another number of bytes than there are.</summary>
    LengthMismatch,

    /// <summary>A fifth byte 00 with more behind it: the extended form, which no reader of ours carries (a PN532 takes 262 bytes).</summary>
    ExtendedLength,
}

/// <summary>A short command APDU (ISO 7816-4 5.1), cases 1 to 4: <c>CLA INS P1 P2 [Lc data] [Le]</c>. It views its data and owns nothing.</summary>
/// <remarks>No <c>ToString</c>: the data of a VERIFY is a PIN.</remarks>
public readonly ref struct CommandApdu
{
    /// <summary>Header, Lc, 255 bytes, Le.</summary>
    public const int MaxLength = 4 + 1 + MaxDataLength + 1;

    public const int MaxDataLength = 255;

    /// <summary>Most bytes a short Le can ask for; it is written as 00.</summary>
    public const int MaxNe = 256;

    /// <exception cref="ArgumentException">Data or Ne are too long for the short form: our own mistake, never a card's.</exception>
    public CommandApdu(byte cla, byte ins, byte p1, byte p2, ReadOnlySpan<byte> data = default, int ne = 0)
    {
        if (data.Length > MaxDataLength)
        {
            throw new ArgumentException($"{data.Length} bytes of data; a short APDU carries {MaxDataLength}", nameof(data));
        }
        ArgumentOutOfRangeException.ThrowIfNegative(ne);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ne, MaxNe);
        (Cla, Ins, P1, P2, Ne) = (cla, ins, p1, p2, ne);
        Data = data;
    }

    public byte Cla { get; }
    public byte Ins { get; }
    public byte P1 { get; }
    public byte P2 { get; }
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Most bytes of data expected in the answer, 0 to 256; 0 when there is no Le.</summary>
    public int Ne { get; }

    public int EncodedLength => 4 + (Data.IsEmpty ? 0 : 1 + Data.Length) + (Ne == 0 ? 0 : 1);

    /// <summary>Writes the APDU and gives its length.</summary>
    /// <param name="destination">Room for <see cref="EncodedLength"/> bytes.</param>
    public int Encode(Span<byte> destination)
    {
        (destination[0], destination[1], destination[2], destination[3]) = (Cla, Ins, P1, P2);
        var at = 4;
        if (!Data.IsEmpty)
        {
            destination[at++] = (byte)Data.Length;
            Data.CopyTo(destination[at..]);
            at += Data.Length;
        }
        if (Ne != 0)
        {
            destination[at++] = (byte)Ne;   // 256 is written 00
        }
        return at;
    }

    public byte[] ToArray()
    {
        var bytes = new byte[EncodedLength];
        Encode(bytes);
        return bytes;
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out CommandApdu apdu) => Parse(bytes, out apdu) == CommandApduError.None;

    public static CommandApduError Parse(ReadOnlySpan<byte> bytes, out CommandApdu apdu)
    {
        apdu = default;
        switch (bytes)
        {
            case { Length: < 4 }:
                return CommandApduError.TooShort;
            case [var cla, var ins, var p1, var p2]:
                apdu = new(cla, ins, p1, p2);
                return CommandApduError.None;
            case [var cla, var ins, var p1, var p2, var le]:
                apdu = new(cla, ins, p1, p2, ne: NeOf(le));
                return CommandApduError.None;
            case [_, _, _, _, 0, ..]:
                return CommandApduError.ExtendedLength;
            case [var cla, var ins, var p1, var p2, var lc, .. var data] when data.Length == lc:
                apdu = new(cla, ins, p1, p2, data);
                return CommandApduError.None;
            case [var cla, var ins, var p1, var p2, var lc, .. var data, var le] when data.Length == lc:
                apdu = new(cla, ins, p1, p2, data, NeOf(le));
                return CommandApduError.None;
            default:
                return CommandApduError.LengthMismatch;
        }
    }

    static int NeOf(byte le) => le == 0 ? MaxNe : le;
}
