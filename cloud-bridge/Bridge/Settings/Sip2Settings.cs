using System.ComponentModel.DataAnnotations;
using Bridge.Library.Sip2;
using Bridge.Library.Sip2.Wire;
using Microsoft.Extensions.Options;

namespace Bridge.Settings;

/// <summary>The library's own system, spoken to by SIP2; no host, no SIP2.</summary>
sealed class Sip2Settings : IValidatableObject
{
    /// <summary>Name or address of the library system; empty for the built-in circulation.</summary>
    public string Host { get; init; } = "";

    [Within(1, 65535, ErrorMessage = "Bridge:Sip2:Port must be 1 to 65535; 6001 is usual")]
    public int Port { get; init; } = 6001;

    /// <summary>Which product answers.</summary>
    public Sip2DialectName Dialect { get; init; } = Sip2DialectName.Generic;

    /// <summary>In the place of the dialect's own.</summary>
    public Sip2Encoding? Encoding { get; init; }

    /// <summary>In the place of the dialect's own; another than | helps where titles are CP932 and the server splits bytes.</summary>
    public char? Delimiter { get; init; }

    /// <summary>In the place of the dialect's own.</summary>
    public Sip2LineEnd? LineEnd { get; init; }

    /// <summary>In the place of the dialect's own.</summary>
    public bool? ErrorDetection { get; init; }

    /// <summary>Empty where the server asks for no login.</summary>
    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>CP of the login; FOLIO needs the service point's UUID.</summary>
    public string? Location { get; init; }

    /// <summary>AO; empty takes what the server calls itself.</summary>
    public string Institution { get; init; } = "";

    /// <summary>AC.</summary>
    public string TerminalPassword { get; init; } = "";

    /// <summary>Some libraries pay for each login.</summary>
    [Within(1, 32, ErrorMessage = "Bridge:Sip2:Connections must be 1 to 32; 1 serves a small library")]
    public int Connections { get; init; } = 1;

    public Sip2Security Security { get; init; } = Sip2Security.Tls;

    /// <summary>SHA-256 of the server's certificate, 64 hex digits; empty trusts the system's authorities.</summary>
    [RegularExpression("[0-9A-Fa-f]{64}", ErrorMessage = "Bridge:Sip2:PinnedCertificate must be 64 hex digits: openssl x509 -in server.pem -outform der | sha256sum")]
    public string? PinnedCertificate { get; init; }

    /// <summary>Least and most seconds to wait for an answer, whatever the server's 98 says.</summary>
    [Within(1, 120, ErrorMessage = "Bridge:Sip2:ShortestWait must be 1 to 120 seconds; 3 is usual")]
    public int ShortestWait { get; init; } = 3;

    [Within(1, 120, ErrorMessage = "Bridge:Sip2:LongestWait must be 1 to 120 seconds; 15 is usual")]
    public int LongestWait { get; init; } = 15;

    /// <summary>Seconds of silence after which 99 is sent; Koha closes after 600.</summary>
    [Within(10, 3600, ErrorMessage = "Bridge:Sip2:KeepAlive must be 10 to 3600 seconds; 240 is usual")]
    public int KeepAlive { get; init; } = 240;

    /// <summary>The dialect with what this site sets otherwise.</summary>
    public Sip2Dialect Spoken()
    {
        var usual = Sip2Dialect.Of(Dialect);
        return usual with
        {
            Encoding = Encoding ?? usual.Encoding,
            Delimiter = Delimiter ?? usual.Delimiter,
            LineEnd = LineEnd ?? usual.LineEnd,
            HasErrorDetection = ErrorDetection ?? usual.HasErrorDetection,
        };
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ShortestWait > LongestWait)
        {
            yield return new($"Bridge:Sip2:ShortestWait {ShortestWait} is more than LongestWait {LongestWait}");
        }
        if (Host.Length > 0 && Spoken().NeedsServicePoint && !Guid.TryParse(Location, out _))
        {
            yield return new("Bridge:Sip2:Location must be the UUID of a service point: FOLIO takes no return without it");
        }
        if (Delimiter is { } delimiter && (char.IsAsciiLetterOrDigit(delimiter) || delimiter is < '!' or > '~'))
        {
            yield return new("Bridge:Sip2:Delimiter must be a printable ASCII sign, no letter and no digit; | is usual");
        }
    }
}

enum Sip2Security
{
    /// <summary>Clear text: passwords, names and titles are on the wire. For a tunnel or one machine only.</summary>
    None,
    Tls,
}

/// <summary>SIP2 for self-checkout machines that the library owns already; no account, no server.</summary>
sealed class Sip2ServerSettings : IValidatableObject
{
    /// <summary>The address to listen at.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0 takes any free port.</summary>
    [Within(0, 65535, ErrorMessage = "Bridge:Sip2Server:Port must be 0 to 65535; 6001 is usual")]
    public int Port { get; init; } = 6001;

    /// <summary>PKCS #12 or PEM of the server; empty for clear text, behind a tunnel only.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>AO.</summary>
    [Required(ErrorMessage = "Bridge:Sip2Server:Institution is empty: write the library's code, such as main")]
    public string Institution { get; init; } = "main";

    /// <summary>Seconds without a message after which a machine is let go.</summary>
    [Within(30, 86400, ErrorMessage = "Bridge:Sip2Server:IdleTimeout must be 30 to 86400 seconds; 900 is usual")]
    public int IdleTimeout { get; init; } = 900;

    [Within(1, 1000, ErrorMessage = "Bridge:Sip2Server:Sessions must be 1 to 1000; 50 serves most")]
    public int Sessions { get; init; } = 50;

    [ValidateEnumeratedItems]
    public IList<Sip2AccountSettings> Accounts { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!System.Net.IPAddress.TryParse(Host, out _))
        {
            yield return new($"Bridge:Sip2Server:Host '{Host}' is no address of this machine: write 127.0.0.1, or 0.0.0.0 for every network");
        }
        if (Accounts.GroupBy(account => account.User).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            yield return new($"Bridge:Sip2Server:Accounts has '{twice.Key}' twice");
        }
    }
}

/// <summary>One machine, or one kind of machine, and how it speaks.</summary>
sealed class Sip2AccountSettings
{
    [Required(ErrorMessage = "An account of Bridge:Sip2Server:Accounts has no User")]
    public string User { get; init; } = "";

    [Required(ErrorMessage = "An account of Bridge:Sip2Server:Accounts has no Password")]
    public string Password { get; init; } = "";

    public Sip2Encoding Encoding { get; init; } = Sip2Encoding.Utf8;
    public Sip2LineEnd LineEnd { get; init; } = Sip2LineEnd.Cr;

    /// <summary>AE carries the patron's name; the number otherwise.</summary>
    public bool ShowsNames { get; init; } = true;

    /// <summary>11 renews what the patron already has, where the machine allows it.</summary>
    public bool RenewsByCheckout { get; init; } = true;
}
