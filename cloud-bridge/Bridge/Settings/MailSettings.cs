using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>How mail leaves the bridge: to a mail server, into a folder, or (neither is set) not yet.</summary>
sealed class MailSettings : IValidatableObject
{
    /// <summary>The mail server's name or address.</summary>
    public string? Host { get; init; }

    [Within(1, 65535, ErrorMessage = "Bridge:Mail:Port must be 1 to 65535; 587 is usual, 465 with Security Tls, 25 within a network")]
    public int Port { get; init; } = 587;

    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>What patrons see as the sender, and answer to: <c>図書館 &lt;library@city.example.jp&gt;</c>.</summary>
    public string From { get; init; } = "";

    /// <summary>Instead of a server: every mail becomes a file <c>*.eml</c> here.</summary>
    public string? PickupFolder { get; init; }

    /// <summary>Longest wait for a server, from connecting to the last word.</summary>
    [Within(typeof(TimeSpan), "00:00:05", "00:05:00", ErrorMessage = "Bridge:Mail:Timeout must be 00:00:05 to 00:05:00; 00:01:00 is the default")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a mail is tried before staff are told.</summary>
    [Within(typeof(TimeSpan), "00:10:00", "14.00:00:00", ErrorMessage = "Bridge:Mail:GiveUpAfter must be 00:10:00 to 14.00:00:00; 3.00:00:00 is the default")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);

    public bool IsOn => Host is not null || PickupFolder is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host is not null && PickupFolder is not null)
        {
            yield return new("Bridge:Mail has both Host and PickupFolder: write the one that is to be used");
        }
        if (IsOn && !MimeKit.MailboxAddress.TryParse(From, out _))
        {
            yield return new($"Bridge:Mail:From '{From}' is no mail address: write for example 白樺市立図書館 <library@city.example.jp>");
        }
        if (User is null != Password is null)
        {
            yield return new("Bridge:Mail has only one of User and Password: write both, or neither for a server that asks for none");
        }
        if (Security == MailSecurity.None && Password is not null && !IsThisMachine(Host))
        {
            yield return new("Bridge:Mail:Security None would send the password in clear: write StartTls or Tls");
        }
    }

    static bool IsThisMachine(string? host) => host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}

/// <summary>How the way to the mail server is protected.</summary>
enum MailSecurity
{
    /// <summary>The server must offer STARTTLS (RFC 3207); without it nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314); usually port 465.</summary>
    Tls,

    /// <summary>Only for a server on this machine or a network of its own.</summary>
    None,
}
