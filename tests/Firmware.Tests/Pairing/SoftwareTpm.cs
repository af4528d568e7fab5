using System.Diagnostics;

namespace Firmware.Tests.Pairing;

/// <summary>A TPM 2.0 of the distribution's swtpm on sockets of a folder, ended by its process.</summary>
sealed class SoftwareTpm : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("kazashi-tpm-").FullName;
    readonly Process _process;

    public SoftwareTpm()
    {
        _process = Process.Start(new ProcessStartInfo("swtpm", ["socket", "--tpm2", "--tpmstate", $"dir={_folder}", "--server", $"type=unixio,path={_folder}/tpm",
            "--ctrl", $"type=unixio,path={_folder}/tpm.ctrl", "--flags", "not-need-init,startup-clear"]))!;
        Assert.True(SpinWait.SpinUntil(() => File.Exists($"{_folder}/tpm.ctrl"), TimeSpan.FromSeconds(30)), "swtpm does not start");
    }

    /// <summary>As systemd-creds takes it.</summary>
    public string Device => $"swtpm:path={_folder}/tpm";

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
