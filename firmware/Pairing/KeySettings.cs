using System.ComponentModel.DataAnnotations;

namespace Firmware.Pairing;

/// <summary>What keeps the appliance's keys from whoever takes its disk away.</summary>
public enum KeySealKind
{
    /// <summary>The rights of their files.</summary>
    Nothing,

    /// <summary>A secret of this installation: a copy of the data partition alone is of no use.</summary>
    Host,

    /// <summary>The TPM 2.0 of this machine: no copy of any disk is.</summary>
    Tpm,
}

/// <summary>The appliance's keys.</summary>
public sealed class KeySettings
{
    /// <summary>By what their files are sealed: Nothing, Host or Tpm. Keys that lie there in clear are sealed at the next start.</summary>
    [EnumDataType(typeof(KeySealKind), ErrorMessage = "Keys:SealedBy must be Nothing, Host or Tpm")]
    public KeySealKind SealedBy { get; set; } = KeySealKind.Nothing;

    /// <summary>Which TPM, as systemd-creds takes it, for example <c>/dev/tpmrm0</c>; the machine's where nothing is written.</summary>
    public string? Tpm { get; set; }

    internal IKeySeal? Seal() => SealedBy == KeySealKind.Nothing ? null : new SystemdCredentials(SealedBy, Tpm);
}
