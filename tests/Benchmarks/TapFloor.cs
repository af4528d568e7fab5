namespace Benchmarks;

/// <summary>The least time a tap without PIN can take: the bytes that must cross air and link, in milliseconds, and nothing else.</summary>
/// <remarks>
/// Air: type B at 106 kbit/s, 128 periods of 13.56 MHz a bit (ISO/IEC 14443-2 9), characters of 10 bits, two of them CRC, SOF 12 and EOF 10 bits
/// (14443-3 7.1), TR0 + TR1 0.170 ms and 0.132 ms back; blocks of 256 bytes, so 253 of an APDU in each (14443-4 7.1).
/// Link: 8N1; one command an APDU, which is its frame, the acknowledge and the answer's frame, with preamble and postamble, extended only from 256 bytes
/// on (UM0701-02 6.2.1); blocks and activation are the chip's own. No card computes, no chip thinks, nothing is sent twice. No PN532 can reach it:
/// its own blocks have 64 bytes, and longer ones need a command each.
/// </remarks>
sealed class TapFloor(int baudRate)
{
    const double Bit = 128 / 13.56e3;
    const double Turnaround = 0.302;
    const int MostInBlock = 253;
    const int Atqb = 12, Attrib = 9, AttribAnswer = 1;
    const int HostAcknowledge = 6, TargetCount = 1, TargetNumber = 1, Status = 1;

    // C-APDU and R-APDU: SELECT JPKI, SELECT EF, READ BINARY of the certificate's head, SELECT the text application, sign
    static readonly (int Command, int Response)[] Apdus = [(15, 2), (7, 2), (5, 37), (15, 2), (57, 258)];

    public double Air { get; private set; }
    public double Link { get; private set; }
    public double Total => Air + Link;

    /// <param name="baudRate">Of the link.</param>
    /// <param name="extensions">How often the card asks for more time: S(WTX) there and back.</param>
    public static TapFloor Of(int baudRate, int extensions)
    {
        var floor = new TapFloor(baudRate);
        floor.Air += Turnaround + Frame(Atqb);                   // the request went out before, and so did the command
        floor.Exchange(Attrib, AttribAnswer);
        floor.Link += floor.HostFrame(TargetCount + TargetNumber + Atqb + 1 + AttribAnswer);
        foreach (var (command, response) in Apdus)
        {
            var first = Math.Min(response, MostInBlock);
            floor.Exchange(1 + command, 1 + first);
            for (var left = response - first; left > 0; left -= MostInBlock)
            {
                floor.Exchange(1, 1 + Math.Min(left, MostInBlock));   // R(ACK) fetches the next block
            }
            floor.Link += floor.HostFrame(TargetNumber + command) + floor.HostBytes(HostAcknowledge) + floor.HostFrame(Status + response);
        }
        for (var i = 0; i < extensions; i++)
        {
            floor.Exchange(2, 2);
        }
        return floor;
    }

    /// <summary>One block each way.</summary>
    void Exchange(int sent, int received) => Air += Frame(sent) + Frame(received) + Turnaround;

    double HostBytes(int bytes) => bytes * 10e3 / baudRate;

    static double Frame(int bytes) => ((bytes + 2) * 10 + 22) * Bit;

    /// <param name="bytes">Behind TFI and command code.</param>
    double HostFrame(int bytes) => HostBytes(bytes + 2 + (bytes + 2 > 255 ? 10 : 7));
}
