using System.Text.Json.Serialization;

namespace Sandbox.Faults;

/// <summary>What the sandbox can be asked to get wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Fault>))]
public enum Fault
{
    /// <summary>Back to order.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Answers after <see cref="SandboxSettings.SlowFor"/>.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary>503 instead of an answer.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>Card API, ID tokens and OCSP signed by a key that is nobody's.</summary>
    [JsonStringEnumMemberName("wrongSignature")]
    WrongSignature,

    /// <summary>The card counts as revoked.</summary>
    [JsonStringEnumMemberName("revoked")]
    Revoked,

    /// <summary>The card counts as expired; an OCSP response is out of date.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,
}

/// <summary>A wish for a fault.</summary>
/// <param name="Fault">Which; <see cref="Faults.Fault.None"/> ends what was asked for before, for this person or for all.</param>
/// <param name="Person">Whom it befalls; null for everyone.</param>
/// <param name="Count">How many times; null until it is ended.</param>
public sealed record FaultRequest(Fault Fault, string? Person = null, int? Count = null);

/// <summary>Faults that were asked for and have not happened often enough yet.</summary>
public sealed class FaultDesk
{
    readonly Lock changing = new();
    readonly List<FaultRequest> pending = [];

    public IReadOnlyList<FaultRequest> Pending
    {
        get
        {
            lock (changing)
            {
                return [.. pending];
            }
        }
    }

    public void Ask(FaultRequest request)
    {
        lock (changing)
        {
            if (request.Fault == Fault.None)
            {
                pending.RemoveAll(fault => request.Person is null || fault.Person == request.Person);
            }
            else
            {
                pending.Add(request);
            }
        }
    }

    /// <summary>Whether this fault befalls this answer; counts it.</summary>
    internal bool Befalls(Fault fault, string? person)
    {
        lock (changing)
        {
            if (IndexOf(fault, person) is not (>= 0 and var at))
            {
                return false;
            }
            if (pending[at] is { Count: { } count } counted)
            {
                if (count > 1)
                {
                    pending[at] = counted with { Count = count - 1 };
                }
                else
                {
                    pending.RemoveAt(at);
                }
            }
            return true;
        }
    }

    int IndexOf(Fault fault, string? person) => pending.FindIndex(wish => wish.Fault == fault && (wish.Person is null || wish.Person == person));
}
