using Firmware.Journal;

namespace Firmware.Tests.Journal;

public sealed class CheckedLogStreamTests
{
    const string Name = "log";
    const int SecondTransaction = 3 * 4096;   // two blocks of headers, one with the first transaction
    const int FrameLength = 20 + 4 + 8 + 4 + 16;   // header; a run with the page's id; a run with text and confirmed flag

    [Fact]
    public void What_is_left_of_a_transaction_that_was_cut_off_never_continues_a_newer_one()
    {
        var before = new PowerCutDisk();
        using (var log = new CheckedLogStream(before.Open(Name)))
        {
            Write(log, "first", isConfirmed: true);
        }
        var older = Continue(before, "older");
        var newer = Continue(before, "newer");
        byte[] mixed = [.. newer[Name][..(SecondTransaction + FrameLength)], .. older[Name][(SecondTransaction + FrameLength)..]];

        Assert.Equal(3, PagesOf(older[Name]));
        Assert.Equal(3, PagesOf(newer[Name]));
        Assert.Equal(1, PagesOf(mixed));   // its second frame is whole, of this salt and in its place, and belongs to the other transaction
    }

    static PowerCutDisk Continue(PowerCutDisk before, string text)
    {
        var disk = before.Restore(0);
        using var log = new CheckedLogStream(disk.Open(Name)) { Position = CheckedLogStream.PageLength };
        Write(log, text, isConfirmed: false);
        Write(log, text, isConfirmed: true);
        return disk;
    }

    static void Write(CheckedLogStream log, string text, bool isConfirmed)
    {
        var page = new byte[CheckedLogStream.PageLength];
        page[0] = (byte)(log.Length / CheckedLogStream.PageLength + 1);   // another page each time
        page[18] = isConfirmed ? (byte)1 : (byte)0;
        for (var i = 0; i < text.Length; i++)
        {
            page[24 + i] = (byte)text[i];
        }
        page[20] = 1;
        log.Write(page, 0, page.Length);
    }

    static long PagesOf(byte[] bytes)
    {
        var disk = new PowerCutDisk();
        using (disk.Open(Name))
        {
            disk[Name] = bytes;
        }
        using var log = new CheckedLogStream(disk.Open(Name));
        return log.Length / CheckedLogStream.PageLength;
    }
}
