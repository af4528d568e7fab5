using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Firmware.Pairing;

/// <summary>Seals keys by the system's own credentials (systemd-creds(1)): with a secret of this installation, or with the TPM, out of which no key comes.</summary>
/// <remarks>
/// Bound to the TPM and to no measurement of the start: an update of the system changes those, and must not cost the pairing. PCR 16 is the one that nothing measures into; none at all
/// is what systemd 252 cannot open again. Whoever is not root needs systemd 256 or newer, which opens for a user what was sealed for that user.
/// </remarks>
/// <param name="with">Host or Tpm.</param>
/// <param name="tpm">Which TPM, as <c>--tpm2-device</c> takes it; null: the machine's.</param>
sealed class SystemdCredentials(KeySealKind with, string? tpm) : IKeySeal
{
    const string Program = "systemd-creds";
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public byte[] Close(string name, ReadOnlySpan<byte> key) => Run(name, "sealed", key, with == KeySealKind.Tpm ? ["encrypt", "--with-key=tpm2", "--tpm2-pcrs=16"] : ["encrypt", "--with-key=host"]);

    public byte[] Open(string name, ReadOnlySpan<byte> stored) => Run(name, "opened", stored, ["decrypt"]);

    byte[] Run(string name, string done, ReadOnlySpan<byte> input, string[] verb)
    {
        var start = new ProcessStartInfo(Program, [.. verb, $"--name=kazashi-{name}", .. (string[])(tpm is null || with != KeySealKind.Tpm ? [] : [$"--tpm2-device={tpm}"]),
            .. (string[])(Environment.IsPrivilegedProcess ? [] : ["--user"]), "-", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            using var limit = TimeProvider.System.CreateTimer(_ => process.Kill(), null, Longest, Timeout.InfiniteTimeSpan);   // a TPM that hangs
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
            using var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            var why = process.StandardError.ReadToEnd().Trim().Split('\n')[^1];   // a few lines: they fit the pipe
            process.WaitForExit();
            var result = output.ToArray();
            CryptographicOperations.ZeroMemory(output.GetBuffer());
            return process.ExitCode == 0 ? result
                : throw new InvalidOperationException($"{name} could not be {done} ({(why == "" ? $"{Program} ended with {process.ExitCode}; it has {Longest.TotalSeconds} s" : why)}); where the machine or its TPM is another one, erase the appliance on its setup screen and pair it anew");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new InvalidOperationException($"{name} could not be {done}: {Program} does not run ({e.Message}); install systemd, or set Keys:SealedBy to Nothing", e);
        }
    }
}
