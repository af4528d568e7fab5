namespace Firmware.Updates;

/// <summary>Software over the air.</summary>
public sealed class UpdateSettings
{
    /// <summary>A web server of the site with the bundles in one folder, for example <c>http://192.168.100.20/kazashi/</c>: asked before the bridge, which is asked where it has not got one.
    /// Files are named as <c>make bundle</c> names them. It need not be trusted: size, SHA-256 and signature are checked all the same.</summary>
    public Uri? Mirror { get; set; }
}
