using Bridge.Ingest;
using Bridge.Mail;
using Bridge.Settings;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace CloudBridge.Tests.Mail;

/// <summary>The outbox against a mail server nobody here wrote.</summary>
public sealed class MailTests
{
    const string Name = "髙橋󠄁　𠮷之助";   // Jinmeiyo form, a variation selector, a character beyond the BMP

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_arrives_with_the_name_as_it_is()
    {
        await using var server = await MailServer.StartAsync();
        await using var bridge = await BridgeAsync(new() { Host = "127.0.0.1", Port = server.Port, Security = MailSecurity.None, From = "白樺市立図書館 <library@city.example.jp>" });
        await WriteAsync(bridge, "yoshinosuke@example.jp");

        Assert.True(await bridge.Get<MailSender>().SendNextAsync(Cancel));

        var mail = await server.NextAsync();
        var kept = await OnlyMailAsync(bridge);
        Assert.Contains($"{Name} 様", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("10000017", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal("【図書館】利用登録が完了しました", mail.Subject);
        Assert.Equal($"{kept.Id:N}@city.example.jp", mail.MessageId);
        Assert.Equal(["yoshinosuke@example.jp"], mail.To.Mailboxes.Select(to => to.Address));
        Assert.Equal("白樺市立図書館", mail.From.Mailboxes.Single().Name);
        Assert.Equal((TestBridge.Start, null, ""), (kept.Sent, kept.NextAttempt, kept.Body));
        Assert.False(await bridge.Get<MailSender>().SendNextAsync(Cancel));
        Assert.Equal(0, await server.RestAsync());
    }

    [Fact]
    public async Task A_mail_exists_only_if_its_cause_does()
    {
        await using var bridge = await BridgeAsync(new() { PickupFolder = "unused", From = "library@city.example.jp" });

        await Assert.ThrowsAsync<InvalidOperationException>(() => bridge.Get<Bridge.Storage.Store>().WriteAsync<int>(async db =>
        {
            await bridge.Get<IMails>().AddAsync(db, MailKind.Registered, To("a@example.jp"), Cancel);
            await db.SaveChangesAsync(Cancel);
            throw new InvalidOperationException("the registration failed");
        }, Cancel));

        Assert.Empty(await MailsAsync(bridge));
    }

    [Fact]
    public async Task A_full_mailbox_is_tried_again_after_a_pause()
    {
        await using var server = await MailServer.StartAsync();
        await using var bridge = await BridgeAsync(Plain(server.Port));
        await WriteAsync(bridge, "full@example.jp");

        await bridge.Get<MailSender>().SendNextAsync(Cancel);
        Assert.Contains("452", (await OnlyMailAsync(bridge)).LastError, StringComparison.Ordinal);
        Assert.False(await bridge.Get<MailSender>().SendNextAsync(Cancel));   // not before its time
        bridge.Clock.Advance(MailSender.PauseAfter(1));
        Assert.True(await bridge.Get<MailSender>().SendNextAsync(Cancel));

        Assert.Equal("full@example.jp", (await server.NextAsync()).To.Mailboxes.Single().Address);
        Assert.NotNull((await OnlyMailAsync(bridge)).Sent);
    }

    [Theory]
    [InlineData("nobody@example.jp", "the mail server said 550")]
    [InlineData("spam@example.jp", "the mail server said 554")]
    [InlineData("not an address", "the mail server said 553")]
    public async Task A_mail_nobody_will_ever_take_becomes_a_task_for_staff_and_the_next_one_goes(string address, string detail)
    {
        await using var server = await MailServer.StartAsync();
        await using var bridge = await BridgeAsync(Plain(server.Port));
        await WriteAsync(bridge, address);
        bridge.Clock.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(bridge, "somebody@example.jp");

        await bridge.Get<MailSender>().SendNextAsync(Cancel);
        await bridge.Get<MailSender>().SendNextAsync(Cancel);

        Assert.Equal("somebody@example.jp", (await server.NextAsync()).To.Mailboxes.Single().Address);
        var task = Assert.Single(await bridge.StaffTasksAsync());
        Assert.Equal((StaffReason.MailNotDelivered, detail), (task.Reason, task.Detail));
        Assert.DoesNotContain("example", task.Detail!, StringComparison.Ordinal);
        Assert.False(await bridge.Get<MailSender>().SendNextAsync(Cancel));
    }

    [Fact]
    public async Task A_server_that_is_not_there_costs_nothing_but_time()
    {
        await using var gone = await MailServer.StartAsync();
        await gone.RestAsync();
        await using var bridge = await BridgeAsync(Plain(gone.Port));
        await WriteAsync(bridge, "somebody@example.jp");
        for (var attempt = 1; attempt <= 12; attempt++)
        {
            Assert.True(await bridge.Get<MailSender>().SendNextAsync(Cancel));
            Assert.Equal(attempt, (await OnlyMailAsync(bridge)).Attempts);
            bridge.Clock.Advance(MailSender.PauseAfter(attempt));
        }
        Assert.Empty(await bridge.StaffTasksAsync());

        bridge.Clock.Advance(TimeSpan.FromDays(3));
        await bridge.Get<MailSender>().SendNextAsync(Cancel);

        Assert.Equal("no server took it in time", Assert.Single(await bridge.StaffTasksAsync()).Detail);
        Assert.Null((await OnlyMailAsync(bridge)).NextAttempt);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_left_after_a_while()
    {
        await using var server = await MailServer.StartAsync();
        await using var bridge = await BridgeAsync(Plain(server.Port));
        await WriteAsync(bridge, "slow@example.jp");

        var sending = bridge.Get<MailSender>().SendNextAsync(Cancel);
        Assert.True((await server.LineAsync()).GetProperty("waiting").GetBoolean());
        bridge.Clock.Advance(TimeSpan.FromMinutes(1));
        await sending;

        Assert.Equal("no answer within 60 s", (await OnlyMailAsync(bridge)).LastError);
    }

    [Fact]
    public async Task A_try_the_bridge_died_in_is_made_again_later_under_the_same_name()
    {
        await using var server = await MailServer.StartAsync();
        await using var bridge = await BridgeAsync(Plain(server.Port));
        await WriteAsync(bridge, "slow@example.jp");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var dying = bridge.Get<MailSender>().SendNextAsync(stop.Token);
        await server.LineAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dying);
        await bridge.RestartAsync();

        Assert.False(await bridge.Get<MailSender>().SendNextAsync(Cancel));   // a mail that brings the bridge down does not do so again at once
        await bridge.WriteAsync(db => db.Mails.ExecuteUpdate(set => set.SetProperty(mail => mail.To, "somebody@example.jp")));
        bridge.Clock.Advance(MailSender.PauseAfter(1));
        await bridge.Get<MailSender>().SendNextAsync(Cancel);

        Assert.StartsWith($"{(await OnlyMailAsync(bridge)).Id:N}@", (await server.NextAsync()).MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_tls_at_the_server_nothing_is_sent_where_tls_is_asked_for()
    {
        await using var server = await MailServer.StartAsync();
        await using var bridge = await BridgeAsync(new() { Host = "127.0.0.1", Port = server.Port, User = "bridge", Password = "secret", From = "library@city.example.jp" });
        await WriteAsync(bridge, "somebody@example.jp");

        await bridge.Get<MailSender>().SendNextAsync(Cancel);

        Assert.Contains("STARTTLS", (await OnlyMailAsync(bridge)).LastError, StringComparison.Ordinal);
        Assert.Equal(0, await server.RestAsync());
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_gets_no_password_and_no_mail()
    {
        using var certificate = new SelfSigned();
        await using var server = await MailServer.StartAsync(certificate.CertificateFile, certificate.KeyFile);
        await using var bridge = await BridgeAsync(new() { Host = "localhost", Port = server.Port, User = "bridge", Password = "secret", From = "library@city.example.jp" });
        await WriteAsync(bridge, "somebody@example.jp");

        await bridge.Get<MailSender>().SendNextAsync(Cancel);

        Assert.Contains("SslHandshakeException", (await OnlyMailAsync(bridge)).LastError, StringComparison.Ordinal);
        Assert.Equal(0, await server.RestAsync());
    }

    [Fact]
    public async Task A_pick_up_folder_gets_each_mail_once_as_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-mails-").FullName;
        await using var bridge = await BridgeAsync(new() { PickupFolder = folder, From = "library@city.example.jp" });
        await WriteAsync(bridge, "somebody@example.jp");
        await bridge.Get<MailSender>().SendNextAsync(Cancel);
        await bridge.WriteAsync(db => db.Mails.ExecuteUpdate(set => set.SetProperty(mail => mail.NextAttempt, TestBridge.Start)));   // as if it had not been written down
        await bridge.Get<MailSender>().SendNextAsync(Cancel);

        var file = Assert.Single(Directory.GetFiles(folder));
        Assert.Equal("somebody@example.jp", (await MimeMessage.LoadAsync(file, Cancel)).To.Mailboxes.Single().Address);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Pauses_grow_and_stay_bearable() =>
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 120, 120, 120], Enumerable.Range(1, 10).Select(attempts => (int)MailSender.PauseAfter(attempts).TotalMinutes));

    static MailSettings Plain(int port) => new() { Host = "127.0.0.1", Port = port, Security = MailSecurity.None, From = "library@city.example.jp" };

    static Task<TestBridge> BridgeAsync(MailSettings mail) => TestBridge.QuietAsync(folder => new()
    {
        Storage = new() { Folder = folder },
        Web = new() { Listen = "http://127.0.0.1:0" },
        Broker = new() { Port = 0 },
        Mail = mail,
    });

    static MailRecipient To(string address) => new(address, Name, "ja", "10000017");

    static Task<int> WriteAsync(TestBridge bridge, string address) => bridge.Get<Bridge.Storage.Store>().WriteAsync(async db =>
    {
        await bridge.Get<IMails>().AddAsync(db, MailKind.Registered, To(address), Cancel);
        return 0;
    }, Cancel);

    static Task<List<OutgoingMail>> MailsAsync(TestBridge bridge) => bridge.ReadAsync(db => db.Mails.ToListAsync(Cancel));

    static async Task<OutgoingMail> OnlyMailAsync(TestBridge bridge) => Assert.Single(await MailsAsync(bridge));
}
