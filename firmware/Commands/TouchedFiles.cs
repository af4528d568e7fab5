using Hal;
using Hal.Iso7816;

namespace Firmware.Commands;

/// <summary>A card, and a list of every EF that was selected on it: read off the commands themselves, so it says what was done and not what was meant.</summary>
sealed class TouchedFiles(ICard card) : ICard
{
    static readonly Dictionary<string, string> Applications = new() { ["D392F000260100000001"] = "JPKI", ["D3921000310001010408"] = "text" };

    readonly List<string> _files = [];
    string _application = "?";

    public CardTechnology Technology => card.Technology;
    public ReadOnlyMemory<byte> Identifier => card.Identifier;
    public bool SpeaksApdus => card.SpeaksApdus;

    public ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel)
    {
        Note(command.Span);
        return card.TransceiveAsync(command, response, cancel);
    }

    /// <summary><c>JPKI 0006, JPKI 0008, text 0011</c>: each once, in the order of the first time.</summary>
    public override string ToString() => string.Join(", ", _files);

    void Note(ReadOnlySpan<byte> command)
    {
        if (!CommandApdu.TryParse(command, out var apdu) || apdu.Ins != 0xA4)
        {
            return;
        }
        var data = Convert.ToHexString(apdu.Data);
        if (apdu.P1 == 0x04)
        {
            _application = Applications.GetValueOrDefault(data, data);
        }
        else if (!_files.Contains($"{_application} {data}"))
        {
            _files.Add($"{_application} {data}");
        }
    }
}
