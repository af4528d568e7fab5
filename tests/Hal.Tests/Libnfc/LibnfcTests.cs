using Hal.Tests.VirtualChip;
using Virtual.Pn532;
using Virtual.Wires;

namespace Hal.Tests.Libnfc;

/// <summary>libnfc, which has opened real PN532s for fifteen years, opens ours and finds our card.</summary>
public sealed class LibnfcTests : IDisposable
{
    readonly string _link = Path.Combine(Path.GetTempPath(), $"kazashi-libnfc-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}");
    readonly VirtualPn532 _chip = new(HostInterface.Hsu);
    readonly TypeBPicc _card = new EchoCard().OnAir();
    readonly Pty _pty;

    public LibnfcTests() => _pty = new(_chip, _link);

    public void Dispose()
    {
        _pty.Dispose();
        _chip.Dispose();
    }

    [Fact]
    public async Task It_recognises_the_chip_and_what_it_can()
    {
        var told = await RunAsync("nfc-scan-device", "-v");

        Assert.Contains("chip: PN532 v1.6", told, StringComparison.Ordinal);
        Assert.Contains("ISO/IEC 14443-4B (106 kbps)", told, StringComparison.Ordinal);
        Assert.True(_chip.IsAsleep);   // it leaves with PowerDown
    }

    [Fact]
    public async Task It_lists_the_card_with_all_its_probes_ten_times_in_a_row()
    {
        _chip.Field.Put(_card);
        for (var time = 0; time < 10; time++)
        {
            var told = await RunAsync("nfc-list", "-v");

            Assert.Contains("1 ISO14443B passive target(s) found", told, StringComparison.Ordinal);
            Assert.Contains("Application Data: 00  00  05  e0", told, StringComparison.Ordinal);
            Assert.Contains("Protocol Info: b3  81  a1", told, StringComparison.Ordinal);
            Assert.Contains("Frame Waiting Time: 309.3 ms", told, StringComparison.Ordinal);
            Assert.Contains("0 ISO14443A passive target(s) found", told, StringComparison.Ordinal);
            Assert.Contains("0 ISO14443A-2 NFC Barcode passive target(s) found", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Asked_for_type_B_only_it_lists_the_card_or_an_empty_field()
    {
        Assert.DoesNotContain("target(s) found", (await RunAsync("nfc-list", "-t", "8")).Replace("0 ISO14443B passive target(s) found", "", StringComparison.Ordinal), StringComparison.Ordinal);

        _chip.Field.Put(_card);

        Assert.Contains("1 ISO14443B passive target(s) found", await RunAsync("nfc-list", "-t", "8"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_a_UID_and_an_IDm()
    {
        _chip.Field.Put(TypeAPicc.MifareClassic(ChipHost.Bytes("04A1B2C3")));
        _chip.Field.Put(new FelicaPicc(ChipHost.Bytes("0102030405060708"), ChipHost.Bytes("00F1000000014300"), 0x88B4, new Random(1)));

        var told = await RunAsync("nfc-list", "-v");

        Assert.Contains("UID (NFCID1): 04  a1  b2  c3", told, StringComparison.Ordinal);
        Assert.Contains("ATQA (SENS_RES): 00  04", told, StringComparison.Ordinal);
        Assert.Contains("ID (NFCID2): 01  02  03  04  05  06  07  08", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_sees_a_card_and_sees_it_leave()
    {
        _chip.Field.Put(_card);
        using var poll = LibnfcTool.Start("nfc-poll", _link, "-v");
        await poll.SawCard;
        var soFar = _chip.Clock.Read().Rf;
        await LibnfcTool.UntilAsync(() => _chip.Clock.Read().Rf > soFar + TimeSpan.FromMilliseconds(200));   // about a hundred looks, and it stays

        _chip.Field.Clear();

        var told = await poll.EndAsync();
        Assert.Contains("Waiting for card removing...", told, StringComparison.Ordinal);
        Assert.Contains("done.", told, StringComparison.Ordinal);
    }

    async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var tool = LibnfcTool.Start(program, _link, arguments);
        return await tool.EndAsync();
    }
}
