using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Firmware.Network;

/// <summary>The system's NetworkManager, by its command line: joins a Wi-Fi network, and keeps one profile for it, the newest.</summary>
/// <remarks>The password goes through standard input, never on a command line; what was said about it is not logged. The profile is NetworkManager's own file, readable by root alone.</remarks>
sealed partial class NetworkManager(NetworkManagerSettings settings, TimeProvider time, ILogger<NetworkManager> log)
{
    public const string Profile = "kazashi-wifi";

    /// <summary>nmcli(1): the connection did not come up; nothing of that name.</summary>
    const int NotActivated = 4;

    const string Secret = "802-11-wireless-security.psk";

    /// <summary>No secrets; the supplicant went away, was not configured, failed, took too long.</summary>
    static readonly string[] NotLetIn = ["(7)", "(8)", "(9)", "(10)", "(11)"];

    /// <summary>No IP configuration; DHCP did not start, failed, ended.</summary>
    static readonly string[] NoAddress = ["(5)", "(15)", "(16)", "(17)"];

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10), LongestJoin = TimeSpan.FromSeconds(60);

    /// <summary>Its devices, each with what it does now; null where there is no NetworkManager, none that runs, or the settings want none.</summary>
    public async Task<IReadOnlyList<ManagedDevice>?> DevicesAsync(CancellationToken cancel)
    {
        if (settings.Program == "" || await RunAsync(["-t", "-f", "RUNNING", "general"], null, Longest, cancel) is not { Code: 0 } running || running.Output.Trim() != "running")
        {
            return null;
        }
        var said = await RunAsync(["-t", "-e", "no", "-f", "DEVICE,TYPE,STATE", "device"], null, Longest, cancel);
        return [.. said.Output.Split('\n').Select(line => line.Split(':')).Where(parts => parts.Length == 3).Select(parts => new ManagedDevice(parts[0], parts[1] == "wifi", StateOf(parts[2])))];
    }

    /// <summary>Joins it, now and after each restart; null when that worked. What was joined before is forgotten.</summary>
    public async Task<WifiFailure?> JoinAsync(WifiNetwork network, CancellationToken cancel)
    {
        if (await DevicesAsync(cancel) is null)
        {
            return WifiFailure.NoManager;
        }
        await RunAsync(["connection", "delete", "id", Profile], null, Longest, cancel);
        var added = await RunAsync(["connection", "add", "type", "wifi", "ifname", "*", "con-name", Profile, "connection.autoconnect-retries", "0", "ssid", network.Name,
            "802-11-wireless.hidden", network.IsHidden ? "yes" : "no", .. (string[])(network.Security == WifiSecurity.Open ? [] : ["802-11-wireless-security.key-mgmt", network.Security == WifiSecurity.Sae ? "sae" : "wpa-psk"])], null, Longest, cancel);
        if (added.Code != 0)
        {
            return Failed(added);
        }
        if (network.Security != WifiSecurity.Open)
        {
            await RunAsync(["connection", "edit", "id", Profile], $"set {Secret} {KeyOf(network)}\nsave persistent\nquit\n", Longest, cancel);
        }
        var up = await RunAsync(["--wait", "45", "connection", "up", "id", Profile], null, LongestJoin, cancel);
        return up.Code == 0 ? null : Failed(up);
    }

    // IEEE 802.11 J.4: what WPA makes of a password; 64 hexadecimal digits say nothing of it, and mean nothing to a program that reads lines. WPA3 wants the password itself.
    static string KeyOf(WifiNetwork network) => network.Security == WifiSecurity.Sae || network.Password.Length == 64
        ? network.Password
        : Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(network.Password), Encoding.UTF8.GetBytes(network.Name), 4096, HashAlgorithmName.SHA1, 32));

    WifiFailure Failed(ManagerAnswer answer)
    {
        LogFailed(answer.Code, answer.Error);
        return FailureOf(answer.Code, answer.Error);
    }

    /// <summary>What nmcli's sentence means; the number in it is NMDeviceStateReason.</summary>
    internal static WifiFailure FailureOf(int code, string said) => said switch
    {
        _ when said.Contains("privileges", StringComparison.OrdinalIgnoreCase) || said.Contains("not authorized", StringComparison.OrdinalIgnoreCase) => WifiFailure.NotAllowed,
        _ when said.Contains("No suitable device", StringComparison.OrdinalIgnoreCase) => WifiFailure.NoDevice,
        _ when code == NotActivated && said.Contains("(53)", StringComparison.Ordinal) => WifiFailure.NotFound,
        _ when code == NotActivated && NotLetIn.Any(reason => said.Contains(reason, StringComparison.Ordinal)) => WifiFailure.NotLetIn,
        _ when code == NotActivated && NoAddress.Any(reason => said.Contains(reason, StringComparison.Ordinal)) => WifiFailure.NoAddress,
        _ => WifiFailure.Other,
    };

    static LinkState StateOf(string said) => said switch
    {
        "connected" or "connected (externally)" => LinkState.Connected,
        "disconnected" => LinkState.Disconnected,
        _ when said.StartsWith("connecting", StringComparison.Ordinal) => LinkState.Connecting,
        _ => LinkState.Unavailable,
    };

    async Task<ManagerAnswer> RunAsync(string[] arguments, string? input, TimeSpan longest, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(settings.Program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in settings.Environment)
        {
            start.Environment[name] = value;
        }
        using var limit = new CancellationTokenSource(longest, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                var (output, error) = (process.StandardOutput.ReadToEndAsync(enough.Token), process.StandardError.ReadToEndAsync(enough.Token));
                await process.StandardInput.WriteAsync(input.AsMemory(), enough.Token);
                process.StandardInput.Close();
                await process.WaitForExitAsync(enough.Token);
                return new(process.ExitCode, await output, (await error).Trim());
            }
            finally
            {
                process.Kill();
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(-1, "", $"no answer within {longest.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is Win32Exception or IOException)   // IOException: it ended before it had read all
        {
            return new(-1, "", e.Message);
        }
    }

    readonly record struct ManagerAnswer(int Code, string Output, string Error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Wi-Fi network was not joined; nmcli ended with {Code}: {Said}")]
    partial void LogFailed(int code, string said);
}

/// <summary>How nmcli is called.</summary>
/// <param name="Program">Empty: not at all.</param>
sealed record NetworkManagerSettings(string Program)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <param name="Name">As the kernel calls it: wlan0.</param>
sealed record ManagedDevice(string Name, bool IsWifi, LinkState State);

public enum LinkState
{
    /// <summary>Switched off, without a driver or a cable, or not NetworkManager's.</summary>
    Unavailable,

    Disconnected,
    Connecting,
    Connected,
}
