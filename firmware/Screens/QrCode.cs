using System.Collections;
using QRCoder;

namespace Firmware.Screens;

/// <summary>A QR code as its modules (ISO/IEC 18004), the quiet zone of four included.</summary>
static class QrCode
{
    /// <remarks>Level M, as for print: an electronic paper panel loses no modules, a thumb on it hides some.</remarks>
    public static IReadOnlyList<BitArray> ModulesOf(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        return [.. code.ModuleMatrix.Select(row => new BitArray(row))];
    }
}
