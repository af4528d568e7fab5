namespace Hal.Pn532;

/// <summary>Commands of the PN532 that a reader needs (UM0701-02 chapter 7); the answer's code is one higher.</summary>
internal enum Pn532Command : byte
{
    Diagnose = 0x00,
    GetFirmwareVersion = 0x02,
    GetGeneralStatus = 0x04,
    SetSerialBaudRate = 0x10,
    SetParameters = 0x12,
    SamConfiguration = 0x14,
    PowerDown = 0x16,
    RfConfiguration = 0x32,
    InDataExchange = 0x40,
    InCommunicateThru = 0x42,
    InDeselect = 0x44,
    InListPassiveTarget = 0x4A,
    InRelease = 0x52,
    InSelect = 0x54,
}
