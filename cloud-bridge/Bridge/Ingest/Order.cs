using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Library;
using Contract;

namespace Bridge.Ingest;

/// <summary>Something the library's own system has still to do. The row goes when it is done, or when staff have it.</summary>
sealed class Order
{
    /// <summary>Id of the event that asked for it.</summary>
    public required Guid Id { get; init; }

    /// <summary><c>{site}/{device}</c>.</summary>
    public required string Device { get; init; }

    public required OrderKind Kind { get; set; }
    public long? PatronId { get; init; }

    /// <summary>Null for all loans of the patron.</summary>
    public string? Item { get; init; }

    /// <summary>When it was asked for, by the appliance's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The loan was made off-line, and the patron was told this day.</summary>
    public DateOnly? Due { get; set; }

    /// <summary>Written before the library system is called: from then on it may have happened.</summary>
    public bool IsTried { get; set; }

    /// <summary>Whoever asked was told that nothing came of it, while nobody knew.</summary>
    public bool IsWithdrawn { get; set; }

    /// <summary>JSON of the <see cref="RenewalStep"/>s of a renewal, once they are known; of the one loan that a return or an undoing ends.</summary>
    public string? Renewals { get; set; }

    /// <summary>How often there was no outcome.</summary>
    public int Attempts { get; set; }

    public required DateTimeOffset NextAttempt { get; set; }

    public IReadOnlyList<RenewalStep>? Read() => Renewals is { } json ? JsonSerializer.Deserialize(json, OrderJson.Default.IReadOnlyListRenewalStep) : null;

    public void Write(IReadOnlyList<RenewalStep> steps) => Renewals = JsonSerializer.Serialize(steps, OrderJson.Default.IReadOnlyListRenewalStep);

    /// <summary>Which change it is to the library system; the same at every try, another for its undoing.</summary>
    public Guid ChangeOf(string part = "") => Kind is OrderKind.Loan or OrderKind.Checkin && Due is null
        ? Id
        : new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id:N} {Kind} {Due:O} {part}")).AsSpan(0, 16));

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
}

enum OrderKind
{
    Loan,
    Renewal,
    Checkin,

    /// <summary>Take a loan back that its patron was told was not made.</summary>
    UndoLoan,

    /// <summary>Look up what a patron has, and write it to them.</summary>
    Receipt,
}

/// <summary>One loan of an order: what was so before, and what became of it.</summary>
/// <param name="Day">The due date before the first try, without which nobody can tell whether it was renewed, or whose loan it is by now.</param>
/// <param name="Text">The same as the library system writes it, where that is no day.</param>
sealed record RenewalStep(string Item, DateOnly? Day, string? Text)
{
    public bool IsTried { get; init; }
    public bool IsRenewed { get; init; }
    public DateOnly? Due { get; init; }
    public RenewalRefusal? Refusal { get; init; }

    [JsonIgnore]
    public bool IsDone => IsRenewed || Refusal is not null;

    [JsonIgnore]
    public DueDate? Seen => Day is null && Text is null ? null : new(Text ?? "", Day);

    public static RenewalStep For(string item, DueDate? seen) => new(item, seen?.Day, seen?.Day is null && seen?.Text is { Length: > 0 } text ? text : null);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<RenewalStep>))]
sealed partial class OrderJson : JsonSerializerContext;
