using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.ELibrary;
using Bridge.Enrolment;
using Bridge.Fleet;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Library;
using Bridge.Mail;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Bridge.Storage;

/// <summary>The bridge's one database: what devices told, what the library has, what staff must look at.</summary>
/// <remarks>The tables are made by <see cref="Schema"/>; a test holds this model against them.</remarks>
sealed class BridgeDb(DbContextOptions<BridgeDb> options) : DbContext(options)
{
    public DbSet<Patron> Patrons => Set<Patron>();
    public DbSet<Title> Titles => Set<Title>();
    public DbSet<Item> Items => Set<Item>();
    public DbSet<Loan> Loans => Set<Loan>();
    public DbSet<Hold> Holds => Set<Hold>();
    public DbSet<PastLoan> History => Set<PastLoan>();
    public DbSet<DoneChange> Changes => Set<DoneChange>();
    public DbSet<Counter> Counters => Set<Counter>();
    public DbSet<CardLink> Links => Set<CardLink>();
    public DbSet<PatronIdentity> Identities => Set<PatronIdentity>();
    public DbSet<PatronCard> PatronCards => Set<PatronCard>();
    public DbSet<MyKeyId> MyKeyIds => Set<MyKeyId>();
    public DbSet<EnrolmentCase> EnrolmentCases => Set<EnrolmentCase>();
    public DbSet<Application> Applications => Set<Application>();
    public DbSet<HandOverRow> HandOvers => Set<HandOverRow>();
    public DbSet<SeenNonce> Nonces => Set<SeenNonce>();
    public DbSet<InboxEntry> Inbox => Set<InboxEntry>();
    public DbSet<Watermark> Watermarks => Set<Watermark>();
    public DbSet<Request> Requests => Set<Request>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<PatronEntry> PatronEntries => Set<PatronEntry>();
    public DbSet<StaffTask> StaffTasks => Set<StaffTask>();
    public DbSet<DeviceRow> Devices => Set<DeviceRow>();
    public DbSet<PairingCase> Pairings => Set<PairingCase>();
    public DbSet<PairedRow> PairedDevices => Set<PairedRow>();
    public DbSet<DeviceCertificate> DeviceCertificates => Set<DeviceCertificate>();
    public DbSet<DeviceWishes> DeviceWishes => Set<DeviceWishes>();
    public DbSet<DeviceFacts> DeviceFacts => Set<DeviceFacts>();
    public DbSet<UpdateBundle> UpdateBundles => Set<UpdateBundle>();
    public DbSet<Rollout> Rollouts => Set<Rollout>();
    public DbSet<OutgoingMail> Mails => Set<OutgoingMail>();
    public DbSet<ELibraryConsent> ELibraryConsents => Set<ELibraryConsent>();
    public DbSet<WrongPasswords> WrongPasswords => Set<WrongPasswords>();
    public DbSet<StaffAccount> StaffAccounts => Set<StaffAccount>();
    public DbSet<StaffCard> StaffCards => Set<StaffCard>();
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Patron>(patron =>
        {
            patron.ToTable("patrons").HasIndex(p => p.Number).IsUnique();
            patron.HasIndex(p => p.LibraryCard).IsUnique();
        });
        model.Entity<Title>(title =>
        {
            title.ToTable("titles").HasIndex(t => t.Isbn);
            title.HasIndex(t => t.Record);
        });
        model.Entity<Item>(item =>
        {
            item.ToTable("items").HasIndex(i => i.Key).IsUnique();
            item.HasOne(i => i.Title).WithMany().HasForeignKey(i => i.TitleId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Loan>(loan =>
        {
            loan.ToTable("loans").HasIndex(l => l.ItemId).IsUnique();   // an item is lent once, whoever asks at the same moment
            loan.HasIndex(l => l.PatronId);
            loan.HasOne(l => l.Item).WithMany().HasForeignKey(l => l.ItemId).OnDelete(DeleteBehavior.Restrict);
            loan.HasOne(l => l.Patron).WithMany().HasForeignKey(l => l.PatronId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Hold>(hold =>
        {
            hold.ToTable("holds").HasIndex(h => new { h.TitleId, h.PatronId }).IsUnique();
            hold.HasIndex(h => h.ItemId).IsUnique();   // a copy is set aside for one patron
            hold.HasIndex(h => new { h.Pickup, h.Slot }).IsUnique();
            hold.HasOne(h => h.Title).WithMany().HasForeignKey(h => h.TitleId).OnDelete(DeleteBehavior.Restrict);
            hold.HasOne(h => h.Patron).WithMany().HasForeignKey(h => h.PatronId).OnDelete(DeleteBehavior.Restrict);
            hold.HasOne(h => h.Item).WithMany().HasForeignKey(h => h.ItemId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<PastLoan>(past =>
        {
            past.ToTable("history").HasIndex(p => p.PatronId);
            past.HasOne(p => p.Patron).WithMany().HasForeignKey(p => p.PatronId).OnDelete(DeleteBehavior.Cascade);
            past.HasOne(p => p.Title).WithMany().HasForeignKey(p => p.TitleId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<DoneChange>(change =>
        {
            change.ToTable("changes").HasIndex(c => c.At);
            change.Property(c => c.Id).ValueGeneratedNever();
        });
        model.Entity<Counter>().ToTable("counters").HasKey(c => new { c.Day, c.Hour, c.Branch, c.Device, c.Kind, c.Reason });
        model.Entity<CardLink>(link =>
        {
            link.ToTable("links").HasIndex(l => l.SerialHash).IsUnique();
            link.HasIndex(l => l.Ppid);
            link.HasIndex(l => l.TextPublicKey);
            link.HasOne(l => l.Patron).WithMany().HasForeignKey(l => l.PatronId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<PatronIdentity>(identity =>
        {
            identity.ToTable("identities").HasIndex(i => i.Ppid).IsUnique();
            identity.HasOne(i => i.Patron).WithMany().HasForeignKey(i => i.PatronId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<PatronCard>(card =>
        {
            card.ToTable("patron_cards").HasIndex(c => new { c.Kind, c.Value }).IsUnique();
            card.HasOne(c => c.Patron).WithMany().HasForeignKey(c => c.PatronId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<MyKeyId>(id =>
        {
            id.ToTable("my_key_ids").HasIndex(i => i.Value).IsUnique();
            id.HasOne(i => i.Patron).WithMany().HasForeignKey(i => i.PatronId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<EnrolmentCase>(enrolment =>
        {
            enrolment.ToTable("enrolment_cases").HasKey(c => c.Id);
            enrolment.Property(c => c.Id).ValueGeneratedNever();
        });
        model.Entity<Application>(application =>
        {
            application.ToTable("applications").HasIndex(a => a.State);
            application.HasOne(a => a.Patron).WithMany().HasForeignKey(a => a.PatronId).OnDelete(DeleteBehavior.SetNull);
        });
        model.Entity<HandOverRow>(handOver =>
        {
            handOver.ToTable("hand_overs").HasIndex(h => h.TokenHash).IsUnique();
            handOver.HasOne(h => h.Patron).WithMany().HasForeignKey(h => h.PatronId).OnDelete(DeleteBehavior.Cascade);
            handOver.HasOne(h => h.Application).WithMany().HasForeignKey(h => h.ApplicationId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<SeenNonce>().ToTable("nonces").HasKey(n => new { n.Device, n.Nonce });
        model.Entity<InboxEntry>(entry =>
        {
            entry.ToTable("inbox").HasKey(e => new { e.Device, e.Epoch, e.Sequence });
            entry.HasIndex(e => e.EventId);
        });
        model.Entity<Watermark>().ToTable("watermarks").HasKey(w => new { w.Device, w.Epoch });
        model.Entity<Request>(request =>
        {
            request.ToTable("requests").HasKey(r => r.Id);
            request.Property(r => r.Id).ValueGeneratedNever();
        });
        model.Entity<PatronEntry>(entry =>
        {
            entry.ToTable("patron_entries").HasKey(e => e.PatronId);
            entry.Property(e => e.PatronId).ValueGeneratedNever();
            entry.HasIndex(e => e.NextAttempt);
            entry.HasOne(e => e.Patron).WithOne().HasForeignKey<PatronEntry>(e => e.PatronId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Order>(order =>
        {
            order.ToTable("orders").HasIndex(o => o.NextAttempt);
            order.Property(o => o.Id).ValueGeneratedNever();
        });
        model.Entity<StaffTask>().ToTable("staff_tasks").HasIndex(t => new { t.Device, t.Fingerprint });
        model.Entity<DeviceRow>().ToTable("devices").HasKey(d => d.Name);
        model.Entity<PairingCase>(pairing =>
        {
            pairing.ToTable("pairings").HasIndex(p => p.DeviceCode).IsUnique();
            pairing.HasIndex(p => p.UserCode);
            pairing.HasIndex(p => new { p.Address, p.At });
        });
        model.Entity<PairedRow>().ToTable("paired_devices").HasKey(d => d.Name);
        model.Entity<DeviceCertificate>(certificate =>
        {
            certificate.ToTable("device_certificates").HasKey(c => c.Serial);
            certificate.HasIndex(c => c.Device);
        });
        model.Entity<DeviceWishes>().ToTable("device_wishes").HasKey(w => w.Device);
        model.Entity<DeviceFacts>().ToTable("device_facts").HasKey(f => f.Device);
        model.Entity<UpdateBundle>().ToTable("update_bundles").HasKey(b => new { b.Version, b.Compatible });
        model.Entity<Rollout>(rollout =>
        {
            rollout.ToTable("rollouts");
            rollout.Ignore(r => r.Plan);
            rollout.Ignore(r => r.Standing);
            rollout.Ignore(r => r.Percents);
        });
        model.Entity<OutgoingMail>(mail =>
        {
            mail.ToTable("mails").HasIndex(m => m.NextAttempt);
            mail.Property(m => m.Id).ValueGeneratedNever();
        });
        model.Entity<ELibraryConsent>(consent =>
        {
            consent.ToTable("e_library_consents").HasKey(c => new { c.PatronId, c.Client });
            consent.HasOne(c => c.Patron).WithMany().HasForeignKey(c => c.PatronId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<WrongPasswords>().ToTable("wrong_passwords").HasKey(w => w.Subject);
        model.Entity<StaffAccount>().ToTable("staff_accounts").HasIndex(a => a.NameKey).IsUnique();
        model.Entity<StaffCard>(card =>
        {
            card.ToTable("staff_cards").HasIndex(c => new { c.Kind, c.Value }).IsUnique();
            card.HasOne(c => c.Account).WithMany().HasForeignKey(c => c.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("audit").HasIndex(e => e.At);
            entry.HasIndex(e => e.Patron);
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        // SQLite compares text; whole milliseconds compare as they should, on every database.
        conventions.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        conventions.Properties<Enum>().HaveConversion<string>();
        if (Database.IsNpgsql())
        {
            conventions.Properties<string>().UseCollation("C");   // bytes, as SQLite compares them; the server's own order is another on each server
            conventions.Properties<Enum>().UseCollation("C");
        }
    }

    sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
