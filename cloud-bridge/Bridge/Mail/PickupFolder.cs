using MimeKit;

namespace Bridge.Mail;

/// <summary>Writes mails as files, for a desk, or for a site whose own program carries them on. The same mail is the same file.</summary>
sealed class PickupFolder(string folder) : IMailTransport
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public async Task<MailDelivery> SendAsync(MimeMessage message, CancellationToken cancel)
    {
        var path = Path.Combine(folder, $"{message.MessageId!.Split('@')[0]}.eml");
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            await using (var file = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                await message.WriteToAsync(file, cancel);
                file.Flush(flushToDisk: true);
            }
            File.Move(path + ".new", path, overwrite: true);
            return new MailDelivery.Accepted();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MailDelivery.NotNow(e.Message);
        }
    }
}
