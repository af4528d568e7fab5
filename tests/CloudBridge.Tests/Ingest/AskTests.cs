using System.Security.Cryptography;
using System.Text.Json;
using Bridge.Identity;
using Bridge.Ingest;
using Contract;

namespace CloudBridge.Tests.Ingest;

/// <summary>Who is this? As an appliance asks it.</summary>
public sealed class AskTests : IAsyncLifetime
{
    const string Serial = "0A1B2C";

    readonly TestDevice device = new();
    readonly TestDevice other = new("counter-2");
    TestBridge bridge = null!;
    Wire wire = null!;
    RSA chip = null!;

    public async ValueTask InitializeAsync()
    {
        bridge = await TestBridge.StartAsync(device, other);
        chip = await bridge.LinkCardAsync(await bridge.AddPatronAsync("1001"), Serial);
        wire = await Wire.ConnectAsync(bridge.Port, device);
    }

    public async ValueTask DisposeAsync()
    {
        await wire.DisposeAsync();
        await bridge.DisposeAsync();
        chip.Dispose();
        device.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task A_question_with_a_NUL_in_it_is_answered_that_it_cannot_be_read() =>
        Assert.Equal(new AskFailed(AskDesk.Unreadable), await wire.AskAsync(device, new WhatIsThis("A1A\0")));

    [Fact]
    public async Task A_chip_that_signed_is_recognised_with_the_patrons_counts()
    {
        await bridge.AddItemAsync("A1A");
        await bridge.WriteAsync(db => db.Loans.Add(new() { ItemId = db.Items.Single().Id, PatronId = db.Patrons.Single().Id, LentOn = TestBridge.Today.AddDays(-20), Due = TestBridge.Today.AddDays(-1) }));

        var recognised = Assert.IsType<PatronRecognised>(await AskAsync(device.Tap(chip, Serial)));

        Assert.Equal((1, 10, 1, 0), (recognised.OnLoan, recognised.Limit, recognised.Overdue, recognised.HoldsReady));
        Assert.True(Pass.TryOpen(recognised.Pass, bridge.Get<BridgeKeys>().Pass, device.Address, out var pass));
        Assert.Equal((Assurance.ChipProven, TestBridge.Start.AddMinutes(10)), (pass.Assurance, pass.Until));
    }

    [Fact]
    public async Task Another_chip_with_the_same_serial_must_show_its_PIN()
    {
        using var forged = RSA.Create(2048);

        Assert.Equal(new EnrolmentNeeded(EnrolmentCause.OtherChip), await AskAsync(device.Tap(forged, Serial)));
    }

    [Fact]
    public async Task A_signature_for_another_device_time_or_nonce_proves_no_chip()
    {
        var tap = device.Tap(chip, Serial);

        Assert.IsType<EnrolmentNeeded>(await AskAsync(device.Tap(chip, Serial, at: other.Address)));
        Assert.IsType<EnrolmentNeeded>(await AskAsync(tap with { Time = tap.Time.AddSeconds(1) }));
        Assert.IsType<EnrolmentNeeded>(await AskAsync(tap with { Nonce = RandomNumberGenerator.GetBytes(32) }));
        Assert.IsType<PatronRecognised>(await AskAsync(tap));   // none of them has used it up
    }

    [Fact]
    public async Task A_tap_that_no_chip_could_have_made_is_nobodys()
    {
        var tap = device.Tap(chip, Serial);

        Assert.IsType<CardUnknown>(await AskAsync(tap with { Nonce = [] }));
        Assert.IsType<CardUnknown>(await AskAsync(tap with { Signature = [] }));
        Assert.IsType<CardUnknown>(await AskAsync(tap with { CertificateSerial = "" }));
        Assert.IsType<CardUnknown>(await AskAsync(tap with { CertificateSerial = "000" }));
        Assert.IsType<CardUnknown>(await AskAsync(tap with { CertificateSerial = "0A1B2C; --" }));
    }

    [Fact]
    public async Task A_tap_counts_once_even_after_a_restart()
    {
        var tap = device.Tap(chip, Serial);
        Assert.IsType<PatronRecognised>(await AskAsync(tap));

        Assert.Equal(new AskFailed(AskDesk.UsedBefore), await AskAsync(tap));
        await wire.DisposeAsync();
        await bridge.RestartAsync();
        wire = await Wire.ConnectAsync(bridge.Port, device);
        Assert.Equal(new AskFailed(AskDesk.UsedBefore), await AskAsync(tap));
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task A_tap_of_another_time_is_not_judged(int seconds) =>
        Assert.Equal(new AskFailed(AskDesk.OutOfTime), await AskAsync(device.Tap(chip, Serial, TestBridge.Start.AddSeconds(seconds))));

    [Fact]
    public async Task A_card_nobody_linked_is_nobody()
    {
        using var stranger = RSA.Create(2048);

        Assert.IsType<CardUnknown>(await AskAsync(device.Tap(stranger, "FF00")));
        Assert.IsType<CardUnknown>(await AskAsync(new CardEvidence.LibraryCard("404")));
        Assert.IsType<CardUnknown>(await AskAsync(new CardEvidence.LibraryCard(new string('9', 10_000))));
    }

    [Theory]
    [InlineData("91001")]
    [InlineData("A91001A")]   // with start and stop letters
    [InlineData("1001")]      // the patron's number itself
    public async Task A_library_card_presents_its_patron(string number)
    {
        var recognised = Assert.IsType<PatronRecognised>(await AskAsync(new CardEvidence.LibraryCard(number)));

        Assert.True(Pass.TryOpen(recognised.Pass, bridge.Get<BridgeKeys>().Pass, device.Address, out var pass));
        Assert.Equal(Assurance.Presented, pass.Assurance);
    }

    [Fact]
    public async Task A_patron_who_is_blocked_or_expired_is_not_allowed()
    {
        await bridge.AddPatronAsync("1002", block: "紛失の届け");
        await bridge.AddPatronAsync("1003", expires: TestBridge.Today.AddDays(-1));
        await bridge.AddPatronAsync("1004", expires: TestBridge.Today);

        Assert.IsType<PatronNotAllowed>(await AskAsync(new CardEvidence.LibraryCard("1002")));
        Assert.IsType<PatronNotAllowed>(await AskAsync(new CardEvidence.LibraryCard("1003")));
        Assert.IsType<PatronRecognised>(await AskAsync(new CardEvidence.LibraryCard("1004")));
    }

    [Fact]
    public async Task A_My_Number_card_that_was_linked_by_its_serial_alone_must_show_its_PIN()
    {
        await bridge.WriteAsync(db => db.Links.Single().TextPublicKey = null);

        Assert.Equal(new EnrolmentNeeded(EnrolmentCause.EarlierMethod), await AskAsync(device.Tap(chip, Serial)));
    }

    [Fact]
    public async Task A_question_nobody_can_open_is_answered_as_such()
    {
        using var strange = SealKey.Create();
        var envelope = device.Ask(new WhoIsThis(new CardEvidence.LibraryCard("1001"))) with
        {
            Data = Seal.Close<Ask>(new WhoIsThis(new CardEvidence.LibraryCard("1001")), ContractJson.Default.Ask, strange.Public),
        };

        await wire.PublishAsync(device.Address.Ask, JsonSerializer.SerializeToUtf8Bytes(envelope, ContractJson.Default.AskEnvelope));

        Assert.Equal(new AskFailed(AskDesk.Unreadable), await wire.AnswerAsync(device, envelope.Id));
    }

    [Fact]
    public async Task Neither_serial_nor_certificate_stand_in_the_database()
    {
        await AskAsync(device.Tap(chip, Serial));
        var link = await bridge.ReadAsync(db => Task.FromResult(db.Links.Single()));

        Assert.Equal((32, 32), (link.SerialHash.Length, link.Ppid.Length));
        Assert.NotEqual(link.SerialHash, link.Ppid);
        Assert.NotEqual(link.SerialHash, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Serial)));
    }

    Task<Answer> AskAsync(CardEvidence card) => wire.AskAsync(device, new WhoIsThis(card));
}
