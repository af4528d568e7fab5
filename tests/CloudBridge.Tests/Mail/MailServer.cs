using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MimeKit;

namespace CloudBridge.Tests.Mail;

/// <summary>The distribution's aiosmtpd on a free port of loopback, ended by its own id.</summary>
sealed class MailServer : IAsyncDisposable
{
    const string Python = "/usr/bin/python3";   // the distribution's, which has its packages

    readonly Process process;

    MailServer(Process process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    public static async Task<MailServer> StartAsync(params string[] certificateAndKey)
    {
        var process = Process.Start(new ProcessStartInfo(Python, ["-W", "ignore", Path.Combine(AppContext.BaseDirectory, "Mail", "mail_server.py"), .. certificateAndKey])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(first is not null, $"aiosmtpd did not start; apt-get install python3-aiosmtpd: {errors}");
        return new(process, JsonDocument.Parse(first).RootElement.GetProperty("port").GetInt32());
    }

    /// <summary>The next mail it accepts.</summary>
    public async Task<MimeMessage> NextAsync()
    {
        var content = (await LineAsync()).GetProperty("content").GetString()!;
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(content));
        return await MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
    }

    /// <summary>The next thing it does, as JSON.</summary>
    public async Task<JsonElement> LineAsync() =>
        JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!).RootElement;

    /// <summary>Everything it accepted that nobody has read yet; the server is gone after that.</summary>
    public async Task<int> RestAsync()
    {
        process.Kill();
        var rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
