using System.Text.Json;
using Bridge.Library;
using Contract;

namespace Bridge.Ingest;

/// <summary>What became of something an appliance asked for, until the patron was told and beyond.</summary>
sealed class Request
{
    /// <summary>Id of its event.</summary>
    public required Guid Id { get; init; }

    public required string Device { get; init; }
    public required RequestKind Kind { get; init; }

    /// <summary>The <see cref="Contract.Outcome"/> as JSON; null while it is not decided, or when it was withdrawn before that.</summary>
    public string? Outcome { get; set; }

    public Settlement Settlement { get; set; }

    /// <summary>The loan it made in the built-in circulation; the loan may be over by now.</summary>
    public long? LoanId { get; set; }

    /// <summary>Who asked for what, while the patron may still be told something else than was decided. Erased when the request is settled.</summary>
    public long? PatronId { get; set; }

    public string? Item { get; set; }

    /// <summary>When it was asked for, by the appliance's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Decides it.</summary>
    public void Decide(Outcome outcome) => Outcome = JsonSerializer.Serialize<Answer>(outcome, ContractJson.Default.Answer);

    public Outcome? Decided() => Outcome is { } json ? (Outcome?)JsonSerializer.Deserialize(json, ContractJson.Default.Answer) : null;

    /// <summary>The patron was told; what was asked for is nobody's business any more.</summary>
    public void Settle(Settlement how) => (Settlement, PatronId, Item) = (how, null, null);

    /// <summary>A task about it for staff.</summary>
    public StaffTask ToStaff(StaffReason reason, string? detail, DateTimeOffset now) => new()
    {
        At = now,
        Device = Device,
        Reason = reason,
        Detail = detail,
        Request = Id,
        PatronId = PatronId,
        Item = Item,
    };

    /// <summary>What fits a label; a scanner gone wrong sends anything.</summary>
    public static string Shortened(string item) => item.Length <= Label.MaximumLength ? item : item[..Label.MaximumLength];
}

enum RequestKind { Loan, Renewal, Checkin }

/// <summary>How a request ended for the patron.</summary>
enum Settlement { None, Told, MadeOffline, Withdrawn }
