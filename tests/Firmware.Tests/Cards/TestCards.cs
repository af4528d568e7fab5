using Virtual.Cards;
using Virtual.People;
using Virtual.Pki;

namespace Firmware.Tests.Cards;

/// <summary>My Number cards on the keys of a few sample people: making RSA keys takes the time, so all tests share them.</summary>
static class TestCards
{
    public static TestHierarchy Hierarchy { get; } = new(TimeProvider.System);

    static readonly IReadOnlyList<SamplePerson> People = SamplePeople.Under(Hierarchy);

    /// <summary>The card as the sample person carries it.</summary>
    public static Virtual.Cards.MyNumberCard Of(string person) => Setup(person).MyNumberCard!;

    /// <summary>The person's card with other secrets, counters or quirks.</summary>
    public static Virtual.Cards.MyNumberCard Of(string person, MyNumberOptions options) => new(Issued(person), options, CardTimes.None);

    public static IssuedCard Issued(string person) => Setup(person).Issued!;

    /// <summary>Makes the keys a person's card needs for an enrolment, which it would do only when asked for them.</summary>
    public static void MakeKeys(string person) => Person(person).MakeKeys();

    static VirtualCardSetup Setup(string person) => Person(person).Lay(CardTimes.None);

    static SamplePerson Person(string id) => People.Single(person => person.Id == id);
}
