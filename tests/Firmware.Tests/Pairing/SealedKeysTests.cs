using Firmware.Pairing;
using Firmware.Tests.Journal;

namespace Firmware.Tests.Pairing;

/// <summary>Keys on a disk that somebody may take away. With the system's own systemd-creds and a TPM in software.</summary>
public sealed class SealedKeysTests
{
    readonly PowerCutDisk _disk = new();

    [Fact]
    public void A_key_sealed_by_the_TPM_is_the_same_after_a_restart_and_of_no_use_elsewhere()
    {
        using var tpm = new SoftwareTpm();
        using var key = Store(KeySealKind.Tpm, tpm).Open();
        using (var again = Store(KeySealKind.Tpm, tpm).Open())
        {
            Assert.Equal(key.ExportPkcs8PrivateKey(), again.ExportPkcs8PrivateKey());
        }
        Assert.Equal(["device.key.sealed"], _disk.Names);

        using var elsewhere = new SoftwareTpm();
        var problem = Assert.Throws<InvalidOperationException>(() => Store(KeySealKind.Tpm, elsewhere).Open());
        Assert.Contains("device.key could not be opened", problem.Message, StringComparison.Ordinal);
        Assert.Contains("erase the appliance on its setup screen", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_sealed_by_the_installation_is_of_no_use_in_another()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-secret-").FullName;
        try
        {
            Environment.SetEnvironmentVariable("SYSTEMD_CREDENTIAL_SECRET", Path.Combine(folder, "here"));   // instead of the machine's own
            using var key = Store(KeySealKind.Host).Open();
            using (var again = Store(KeySealKind.Host).Open())
            {
                Assert.Equal(key.ExportPkcs8PrivateKey(), again.ExportPkcs8PrivateKey());
            }

            Environment.SetEnvironmentVariable("SYSTEMD_CREDENTIAL_SECRET", Path.Combine(folder, "elsewhere"));
            Assert.Contains("device.key could not be opened", Assert.Throws<InvalidOperationException>(() => Store(KeySealKind.Host).Open()).Message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("SYSTEMD_CREDENTIAL_SECRET", null);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Without_a_TPM_the_appliance_says_so_and_keeps_no_key()
    {
        var store = new CertificateKey(new(_disk, new SystemdCredentials(KeySealKind.Tpm, "/dev/tpm-that-is-not-there")));

        Assert.Contains("device.key could not be sealed", Assert.Throws<InvalidOperationException>(store.Open).Message, StringComparison.Ordinal);
        Assert.Empty(_disk.Names);
    }

    [Fact]
    public void A_key_that_lies_in_clear_is_sealed_whenever_the_power_goes()
    {
        for (var call = 1; ; call++)
        {
            var medium = new PowerCutDisk();
            byte[] key;
            using (var made = new CertificateKey(new(medium, null)).Open())
            {
                key = made.ExportPkcs8PrivateKey();
            }
            var isDone = true;
            try
            {
                new CertificateKey(new(new CutAtCall(medium, call), new Turned())).Open().Dispose();
            }
            catch (IOException)
            {
                isDone = false;
            }
            var after = medium.Restore(call);
            using (var still = new CertificateKey(new(after, new Turned())).Open())
            {
                Assert.Equal(key, still.ExportPkcs8PrivateKey());
            }
            Assert.Equal(["device.key.sealed"], after.Names);
            if (isDone)
            {
                Assert.True(call > 4, "the power never went");
                return;
            }
        }
    }

    [Fact]
    public void A_sealed_key_is_not_made_anew_when_the_setting_was_taken_away()
    {
        new CertificateKey(new(_disk, new Turned())).Open().Dispose();

        Assert.Contains("write Keys:SealedBy as it was", Assert.Throws<InvalidOperationException>(() => new CertificateKey(new(_disk, null)).Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Erased_there_is_neither_form_of_it()
    {
        var store = new CertificateKey(new(_disk, new Turned()));
        store.Open().Dispose();
        store.Erase();

        Assert.Empty(_disk.Names);
    }

    CertificateKey Store(KeySealKind kind, SoftwareTpm? tpm = null) => new(new(_disk, new SystemdCredentials(kind, tpm?.Device)));

    /// <summary>A seal where only what is done with files matters.</summary>
    sealed class Turned : IKeySeal
    {
        public byte[] Close(string name, ReadOnlySpan<byte> key) => [.. key.ToArray().Reverse()];

        public byte[] Open(string name, ReadOnlySpan<byte> stored) => Close(name, stored);
    }
}
