using System.Net.Sockets;
using Bridge.Settings;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Bridge.Mail;

/// <summary>Hands mails to a mail server, one connection each: a library sends a few a day.</summary>
sealed class SmtpTransport(MailSettings settings, TimeProvider time) : IMailTransport
{
    public async Task<MailDelivery> SendAsync(MimeMessage message, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            return await TalkAsync(message, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new MailDelivery.NotNow($"no answer within {settings.Timeout.TotalSeconds:0} s");
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= 500 && e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted)
        {
            return new MailDelivery.Never((int)e.StatusCode, e.Message);
        }
        catch (SmtpCommandException e)   // 4yz; or a 5yz about the sender, which is our setting and not this mail's fault
        {
            return new MailDelivery.NotNow($"{(int)e.StatusCode} {e.Message}");
        }
        catch (Exception e) when (e is ProtocolException or SocketException or IOException or AuthenticationException or SslHandshakeException or NotSupportedException or ServiceNotConnectedException)
        {
            return new MailDelivery.NotNow($"{e.GetType().Name}: {e.Message}");
        }
    }

    async Task<MailDelivery> TalkAsync(MimeMessage message, CancellationToken cancel)
    {
        using var smtp = new SmtpClient { CheckCertificateRevocation = false };   // a city's own authority rarely has a list this machine can reach
        await smtp.ConnectAsync(settings.Host!, settings.Port, Options(settings.Security), cancel);
        if (settings.User is { } user)
        {
            await smtp.AuthenticateAsync(user, settings.Password!, cancel);
        }
        await smtp.SendAsync(message, cancel);
        await ByeAsync(smtp, cancel);
        return new MailDelivery.Accepted();
    }

    // The mail is accepted; a server that falls over at QUIT changes nothing about that.
    static async Task ByeAsync(SmtpClient smtp, CancellationToken cancel)
    {
        try
        {
            await smtp.DisconnectAsync(quit: true, cancel);
        }
        catch (Exception e) when (e is ProtocolException or CommandException or IOException or SocketException or OperationCanceledException)
        {
            // closed by Dispose
        }
    }

    static SecureSocketOptions Options(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
    };
}
