using System.Reflection;
using Firmware.Commands;

namespace Firmware;

/// <summary>kazashi-device: the appliance's one process.</summary>
static class Program
{
    const string Usage = """
        usage: kazashi-device COMMAND [--settings FILE] [--Name value …]

          run     serves patrons
          check   measures each part and says what it found; [--with-person] also asks somebody to press, look and listen
          card    says what card lies on the reader, without any PIN, and which files of it were read   [--nfc hsu:/dev/ttyAMA0|i2c:1|spi:0.1]
          key     prints the public key of this appliance, for the bridge
          version

        Settings come from /etc/kazashi/device.json (or FILE), then KAZASHI_… variables, then the command line, for example --Bridge:Host bridge.local
        """;

    public static string Version { get; } =
        typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    static async Task<int> Main(string[] args) => args switch
    {
        ["run", .. var rest] => await RunCommand.RunAsync(rest),
        ["check", .. var rest] => await CheckCommand.RunAsync(rest),
        ["card", .. var rest] => await CardCommand.RunAsync(rest),
        ["key", .. var rest] => KeyCommand.Run(rest),
        ["version"] => Say(Version, 0),
        _ => Say(Usage, 2),   // EX_USAGE would be 64; 2 is what a shell user expects
    };

    static int Say(string text, int code)
    {
        (code == 0 ? Console.Out : Console.Error).WriteLine(text);
        return code;
    }
}
