using Firmware.Journal;
using Firmware.Uplink;

namespace Firmware.Commands;

/// <summary><c>kazashi-device key</c>: the public key that the bridge seals to; makes the key if there is none.</summary>
static class KeyCommand
{
    public static int Run(string[] args)
    {
        if (SettingsReader.Read(args) is not { } settings)
        {
            return RunCommand.ConfigurationError;
        }
        using var key = DeviceKeys.OpenOwn(new(new FolderDisk(settings.DataFolder), settings.Keys.Seal()));
        Console.WriteLine(key.Public);
        return 0;
    }
}
