using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sandbox.Faults;

namespace Sandbox.People;

/// <summary>Who the sandbox knows, and what has become of their tries.</summary>
sealed class Residents(IReadOnlyList<SandboxPerson> people, TimeProvider time, FaultDesk faults)
{
    readonly Dictionary<string, Resident> byId = people.ToDictionary(person => person.Id, person => new Resident(person, time, faults));

    public IEnumerable<Resident> All => people.Select(person => byId[person.Id]);

    public Resident? Find(string? id) => id is null ? null : byId.GetValueOrDefault(id);

    /// <summary>Whose certificate this is, by all its bytes.</summary>
    public Resident? ByCertificate(byte[] der) => All.FirstOrDefault(resident => resident.Person.Certificate is { } own && own.AsSpan().SequenceEqual(der));

    /// <param name="serial">Hex; a number, however many zeros it begins with.</param>
    public Resident? BySerial(string serial) => All.FirstOrDefault(resident => string.Equals(resident.CertificateSerial, serial.TrimStart('0'), StringComparison.OrdinalIgnoreCase));
}

/// <summary>One of them. The tries are the sandbox's own: a card that somebody plays elsewhere counts for itself.</summary>
public sealed class Resident
{
    const int FullTries = 3;

    readonly Lock counting = new();
    readonly TimeProvider time;
    readonly FaultDesk faults;
    readonly DateTimeOffset? ends;
    int triesLeft;
    bool isRevoked;

    internal Resident(SandboxPerson person, TimeProvider time, FaultDesk faults)
    {
        (Person, this.time, this.faults) = (person, time, faults);
        (triesLeft, isRevoked) = (person.Tries, person.IsRevoked);
        if (person.Certificate is { } der)
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            ends = certificate.NotAfter.ToUniversalTime();
            CertificateSerial = certificate.SerialNumber.TrimStart('0');
        }
    }

    public SandboxPerson Person { get; }

    /// <summary>Upper-case hex without leading zeros.</summary>
    public string? CertificateSerial { get; }

    public DateTimeOffset? CertificateEnds => ends;
    public int TriesLeft => Volatile.Read(ref triesLeft);

    /// <summary>By hand or by the person's record; a fault is not in it.</summary>
    public bool IsRevoked
    {
        get => Volatile.Read(ref isRevoked);
        set => Volatile.Write(ref isRevoked, value);
    }

    /// <summary>What the platform says of the card, once for every answer: faults are counted.</summary>
    public CardState State() =>
        ends is null ? CardState.WithoutCertificate
        : ends < time.GetUtcNow() || faults.Befalls(Fault.Expired, Person.Id) ? CardState.Expired
        : IsRevoked || faults.Befalls(Fault.Revoked, Person.Id) ? CardState.Revoked
        : CardState.Good;

    /// <summary>A right PIN gives the tries back, a wrong one costs one, as on the card.</summary>
    public PinAnswer Try(string? pin)
    {
        lock (counting)
        {
            if (Person.Pin is not { } own)
            {
                return PinAnswer.HasNoPin;
            }
            if (triesLeft == 0)
            {
                return PinAnswer.Locked;
            }
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(pin ?? ""), Encoding.UTF8.GetBytes(own)))
            {
                triesLeft = FullTries;
                return PinAnswer.Right;
            }
            return --triesLeft == 0 ? PinAnswer.Locked : PinAnswer.Wrong;
        }
    }
}

public enum PinAnswer { Right, Wrong, Locked, HasNoPin }

public enum CardState { Good, Expired, Revoked, WithoutCertificate }
