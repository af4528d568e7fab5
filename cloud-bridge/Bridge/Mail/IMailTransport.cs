using MimeKit;

namespace Bridge.Mail;

/// <summary>Takes a mail away from the bridge.</summary>
interface IMailTransport
{
    Task<MailDelivery> SendAsync(MimeMessage message, CancellationToken cancel);
}

/// <summary>What became of one try.</summary>
abstract record MailDelivery
{
    MailDelivery() { }

    public sealed record Accepted : MailDelivery;

    /// <summary>Trying again may help.</summary>
    public sealed record NotNow(string Why) : MailDelivery;

    /// <summary>This mail will never be taken (a 5yz reply to its recipient or content, RFC 5321 4.2.1).</summary>
    public sealed record Never(int Code, string Why) : MailDelivery;
}
