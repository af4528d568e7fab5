using Hal.Plain;

namespace Firmware.Commands;

/// <summary>What can be measured on a plain board without anybody's help.</summary>
sealed class PlainChecks(DeviceSettings settings, PlainBoard board)
{
    public const string KeypadRemedy = "plug it in and check Board:Keypad; this user must be in the group input";

    public IReadOnlyList<CheckedPart> Parts =>
    [
        new("panel", PanelAsync, "check Board:Framebuffer and the screen's cable; this user must be in the group video"),
        new("pin pad", PinPadAsync, KeypadRemedy),
    ];

    async Task<string> PanelAsync(CancellationToken cancel)
    {
        await CheckCommand.DrawAsync(settings, board.Display, cancel);
        return $"{board.Panel.Fit}; a screen was drawn; look at it";
    }

    Task<string> PinPadAsync(CancellationToken cancel) => CheckCommand.OpenAsync(settings.Board.Keypad, board.PinPad.KeysAsync, "a key was pressed", cancel);
}
