using System.Text;
using Contract;
using Firmware.Journal;
using Firmware.Uplink;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Journal;

public sealed class EventJournalTests : IDisposable
{
    static readonly PersonDetails Person = new("山田　花子", "長野県白樺市本町１丁目２－３", "19850412", "2");
    static readonly EnrolmentProof Proof = new(Encoding.ASCII.GetBytes("CERTIFICATE-OF-HANAKO"), new byte[32], DateTimeOffset.UnixEpoch, new byte[256], new byte[294], new byte[256], RecordTrust.OnEnrolment);
    static readonly Consent Consent = new("1", DateTimeOffset.UnixEpoch, "ja");

    readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    readonly PowerCutDisk _disk = new();
    readonly DeviceKeys _keys = new(SealKey.Create(), SealKey.Create().Public);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task A_request_that_nobody_was_told_the_end_of_is_withdrawn_as_what_it_is()
    {
        await using var journal = LiteDbJournal.Open(_disk, new JournalSettings(), _time);
        var events = Events(journal);
        var (register, link, loan, told, renewal, checkin) = (NewId(), NewId(), NewId(), NewId(), NewId(), NewId());
        await events.AppendAsync(register, new RegistrationRequested(Proof, Person, Consent, Phone: null), Cancel);
        await events.AppendAsync(link, new LinkRequested(Proof, Person, Consent, "9000001"), Cancel);
        await events.AppendAsync(loan, new LoanRequested(new Borrower.ByPass("pass"), "A1"), Cancel);
        await events.AppendAsync(told, new RegistrationRequested(Proof, Person, Consent, Phone: null), Cancel);
        await events.AppendAsync(NewId(), new EnrolmentTold(told, new EnrolmentRefused(EnrolmentRefusal.PlatformDown)), Cancel);
        await events.AppendAsync(NewId(), new UnlinkRequested("pass"), Cancel);
        await events.AppendAsync(renewal, new RenewalRequested(new Borrower.ByPass("pass"), Item: null), Cancel);
        await events.AppendAsync(checkin, new CheckinRequested("A1"), Cancel);
        await events.AppendAsync(NewId(), new VisitCounted(VisitOutcome.Admitted), Cancel);

        DeviceEvent[] withdrawals = [new EnrolmentWithdrawn(register), new EnrolmentWithdrawn(link), new LoanWithdrawn(loan), new RenewalWithdrawn(renewal), new CheckinWithdrawn(checkin)];
        Assert.Equal(withdrawals.ToHashSet(), events.WithdrawalsOfOpenRequests().ToHashSet());
    }

    [Fact]
    public async Task Staff_read_how_many_wait_since_when_and_what_was_not_done()
    {
        await using var journal = LiteDbJournal.Open(_disk, new JournalSettings(), _time);
        var events = Events(journal);
        var begun = _time.GetUtcNow();
        Assert.Equal(default, events.Digest());

        foreach (var happened in (DeviceEvent[])[new StaffCalled(), new LoanWithdrawn(NewId()), new RenewalWithdrawn(NewId()), new CheckinMadeOffline(NewId()), new StaffCalled(), new VisitCounted(VisitOutcome.Admitted)])
        {
            await events.AppendAsync(NewId(), happened, Cancel);
            _time.Advance(TimeSpan.FromMinutes(1));
        }
        await events.AcknowledgeAsync(new Acknowledgement(events.Epoch, 2, []), Cancel);

        Assert.Equal(new JournalDigest(Unsent: 4, begun.AddMinutes(2), Withdrawn: 2, MadeOffline: 1, Calls: 2, begun.AddMinutes(4)), events.Digest());
        await events.AcknowledgeAsync(new Acknowledgement(events.Epoch, 6, []), Cancel);
        Assert.Equal((0, null), (events.Digest().Unsent, events.Digest().OldestUnsent));
    }

    [Fact]
    public async Task Neither_name_nor_certificate_is_on_the_disk_in_clear()
    {
        await using (var journal = LiteDbJournal.Open(_disk, new JournalSettings(), _time))
        {
            await Events(journal).AppendAsync(NewId(), new RegistrationRequested(Proof, Person, Consent, "09012345678"), Cancel);
        }
        byte[][] secrets = [.. ((string[])[Person.Name, Person.Address, "白樺市", Person.BirthDate, "09012345678"]).Select(Encoding.UTF8.GetBytes), Proof.Certificate,
            Encoding.ASCII.GetBytes(Convert.ToBase64String(Proof.Certificate))];
        foreach (var name in _disk.Names)
        {
            Assert.All(secrets, secret => Assert.Equal(-1, _disk[name].AsSpan().IndexOf(secret)));
        }
    }

    EventJournal Events(LiteDbJournal journal) => new(journal, _keys, new DeviceSettings { Site = "sakura-main", Device = "counter-1" }, NullLogger<EventJournal>.Instance);

    Guid NewId() => Guid.CreateVersion7(_time.GetUtcNow());
}
