using System.Buffers.Binary;
using System.Net;
using System.Text;
using Firmware.Dialogue;
using Firmware.Pairing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Firmware.Tests.Pairing;

/// <summary>What is read of an answer that anybody on the network could have sent.</summary>
public sealed class ServiceAnswerTests
{
    const ushort Address = 1, Pointer = 12, Text = 16, Server = 33;

    static readonly IPAddress Bridge = IPAddress.Parse("192.168.100.20");
    static readonly FoundBridge Library = new("白樺市立図書館", new("https://192.168.100.20:8443"));

    [Fact]
    public void The_question_is_one_for_the_service_and_nothing_else() =>
        Assert.Equal("000000000001000000000000" + "085F6B617A61736869" + "045F746370" + "056C6F63616C" + "00" + "000C0001", Convert.ToHexString(ServiceAnswer.Question));

    [Fact]
    public void An_answer_names_a_bridge_with_its_address_and_its_port() => Assert.Equal([Library], ServiceAnswer.Read(Sound()));

    [Fact]
    public void Names_are_the_same_in_large_and_small_letters() =>
        Assert.Equal([Library], ServiceAnswer.Read(Answer(
            (Name("_KAZASHI", "_tcp", "LOCAL"), Pointer, Name("白樺市立図書館", "_Kazashi", "_tcp", "local")),
            (Name("白樺市立図書館", "_kazashi", "_tcp", "local"), Server, [0, 0, 0, 0, .. Port(8443), .. Name("Bridge", "local")]),
            (Name("bridge", "LOCAL"), Address, Bridge.GetAddressBytes()))));

    [Fact]
    public void Names_that_are_compressed_are_read_whole()
    {
        var service = ServiceAnswer.Question[12..^4];   // at 12: the question comes back with the answer
        byte[] message =
        [
            0, 0, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 2, .. service, 0, 12, 0, 1,
            0xC0, 12, 0, 12, 0, 1, 0, 0, 0, 10, 0, 7, 4, .. "Main"u8, 0xC0, 12,                                        // at 37; the instance at 49
            0xC0, 49, 0, 33, 0, 1, 0, 0, 0, 10, 0, 12, 0, 0, 0, 0, .. Port(8443), 3, .. "box"u8, 0xC0, 26,            // at 56; the host at 74, "local" at 26
            0xC0, 74, 0, 1, 0x80, 1, 0, 0, 0, 10, 0, 4, 10, 0, 0, 7,
        ];
        Assert.Equal([new FoundBridge("Main", new("https://10.0.0.7:8443"))], ServiceAnswer.Read(message));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.251")]
    [InlineData("255.255.255.255")]
    public void An_address_that_no_bridge_can_have_is_none(string address) => Assert.Empty(ServiceAnswer.Read(Sound(address: IPAddress.Parse(address))));

    [Fact]
    public void What_is_no_answer_or_another_services_or_half_of_one_names_nobody()
    {
        Assert.Empty(ServiceAnswer.Read(ServiceAnswer.Question));
        Assert.Empty(ServiceAnswer.Read(Sound(service: "_printer")));
        Assert.Empty(ServiceAnswer.Read(Sound(port: 0)));
        Assert.Empty(ServiceAnswer.Read(Answer((Name("_kazashi", "_tcp", "local"), Pointer, Name("Main", "_kazashi", "_tcp", "local")))));
        Assert.Empty(ServiceAnswer.Read(Answer((Name("_kazashi", "_tcp", "local"), Pointer, Name("_kazashi", "_tcp", "local")))));
    }

    [Fact]
    public void A_name_is_shown_as_one_line_in_one_direction()
    {
        Assert.Equal("Main library", Assert.Single(ServiceAnswer.Read(Sound("\u202EMain\n\u200B library\u0007"))).Name);
        Assert.Equal("192.168.100.20", Assert.Single(ServiceAnswer.Read(Sound("\u202E\u200B"))).Name);
        Assert.Equal(40, Assert.Single(ServiceAnswer.Read(Sound(new string('x', 63)))).Name.Length);
    }

    [Theory]
    [InlineData("C00C")]                 // a name that points to itself
    [InlineData("C00E" + "C00C")]        // forwards
    [InlineData("01" + "41" + "C00C")]   // back to its own beginning
    [InlineData("3F" + "41")]            // a label longer than the message
    [InlineData("40" + "41")]            // a label of no kind there is
    [InlineData("C0")]                   // half a pointer
    public void A_name_without_an_end_ends_the_answer(string name) =>
        Assert.Empty(ServiceAnswer.Read([0, 0, 0x84, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. Convert.FromHexString(name)]));

    [Fact]
    public void A_name_longer_than_names_are_ends_the_answer()
    {
        string[] labels = [.. Enumerable.Repeat(new string('x', 63), 4)];
        Assert.Empty(ServiceAnswer.Read(Answer([(Name(labels), Text, [0]), .. SoundRecords()])));
        Assert.Equal([Library], ServiceAnswer.Read(Answer([(Name([.. labels[..3], new string('x', 61)]), Text, [0]), .. SoundRecords()])));   // 255 bytes
    }

    [Fact]
    public void Counts_that_are_larger_than_the_message_end_with_it()
    {
        var message = Sound();
        message.AsSpan(4, 8).Fill(0xFF);
        Assert.Empty(ServiceAnswer.Read(message));
    }

    [Property(MaxTest = 5000)]
    public void Any_bytes_are_an_answer_or_none(byte[] bytes)
    {
        AssertSound(bytes);
        AssertSound([0, 0, 0x84, 0, 0, 0, 0, 9, 0, 0, 0, 0, .. bytes]);
    }

    [Property(MaxTest = 5000)]
    public Property A_sound_answer_with_some_bytes_of_chance_is_an_answer_or_none()
    {
        var length = Sound().Length;
        return Prop.ForAll(Gen.Zip(Gen.Choose(0, length), Gen.Zip(Gen.Choose(0, length - 1), Gen.Choose(0, 255)).ListOf()).ToArbitrary(), change =>
        {
            var message = Sound();
            foreach (var (at, value) in change.Item2)
            {
                message[at] = (byte)value;
            }
            AssertSound(message);
            AssertSound(Sound()[..change.Item1]);
        });
    }

    static void AssertSound(byte[] message) => Assert.All(ServiceAnswer.Read(message), bridge =>
    {
        Assert.True(bridge.Address is { Scheme: "https", HostNameType: UriHostNameType.IPv4, Port: > 0, AbsolutePath: "/" }, bridge.Address.ToString());
        Assert.InRange(bridge.Name.EnumerateRunes().Count(), 1, 40);
        Assert.DoesNotContain(bridge.Name, char.IsControl);
    });

    static byte[] Sound(string name = "白樺市立図書館", string service = "_kazashi", int port = 8443, IPAddress? address = null) => Answer(SoundRecords(name, service, port, address));

    static (byte[], ushort, byte[])[] SoundRecords(string name = "白樺市立図書館", string service = "_kazashi", int port = 8443, IPAddress? address = null) =>
    [
        (Name(service, "_tcp", "local"), Pointer, Name(name, service, "_tcp", "local")),
        (Name(name, service, "_tcp", "local"), Server, [0, 0, 0, 0, .. Port(port), .. Name("bridge", "local")]),
        (Name(name, service, "_tcp", "local"), Text, [0]),
        (Name("bridge", "local"), Address, (address ?? Bridge).GetAddressBytes()),
    ];

    /// <summary>A response with these records, none of them compressed.</summary>
    static byte[] Answer(params (byte[] Name, ushort Type, byte[] Content)[] records) =>
    [
        0, 0, 0x84, 0, 0, 0, 0, (byte)records.Length, 0, 0, 0, 0,
        .. records.SelectMany(record => (byte[])[.. record.Name, .. Port(record.Type), 0, 1, 0, 0, 0, 10, .. Port(record.Content.Length), .. record.Content]),
    ];

    static byte[] Name(params string[] labels) => [.. labels.Select(label => Encoding.UTF8.GetBytes(label)).SelectMany(label => (byte[])[(byte)label.Length, .. label]), 0];

    static byte[] Port(int number)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)number);
        return bytes;
    }
}
