using Bridge.Settings;

namespace Bridge.Fleet;

/// <summary>What the embedded broker needs to let appliances in by their certificate.</summary>
sealed record TlsDoor(FleetSettings Settings, DeviceAuthority Authority, ServerCertificate Own, DeviceCertificates Certificates);
