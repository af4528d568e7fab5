using Virtual.Cards;
using Virtual.Pki;

namespace Hal.Tests.Cards;

/// <summary>A My Number card to talk to in hexadecimal. All tests share one set of keys, because making RSA keys takes the time.</summary>
internal sealed class TestCard
{
    public static readonly TestHierarchy Hierarchy = new(TimeProvider.System);

    static readonly CardDescription.MyNumber Person = new()
    {
        Id = "test-person",
        Name = "黒桐　幹也",
        Address = "東京都清瀬市観布子南１２－７－２０２",
        BirthDate = new(1980, 2, 17),
        Sex = '1',
        CardExpiry = new(2035, 2, 17),
        Options = new() { AuthenticationPin = "1234", TextPin = "5678", SignaturePassword = "ABC123" },
    };

    static readonly IssuedCard Keys = CardDescription.Issue(Person, Hierarchy);

    public TestCard(Func<MyNumberOptions, MyNumberOptions>? change = null) =>
        Card = new(Keys, change?.Invoke(Person.Options) ?? Person.Options, CardTimes.None);

    public MyNumberCard Card { get; }

    public static IssuedCard Issued => Keys;

    public static class Aid
    {
        public const string Jpki = "D392F000260100000001";
        public const string Text = "D3921000310001010408";
        public const string Visual = "D3921000310001010402";
        public const string Common = "D3921000310001010100";
        public const string Residents = "D3921000310001010401";
    }

    /// <summary>Sends one C-APDU, gives the R-APDU, both in hexadecimal; spaces do not matter.</summary>
    public string Send(string command) => Convert.ToHexString(Card.Transmit(Convert.FromHexString(command.Replace(" ", "", StringComparison.Ordinal))));

    public TestCard Select(string aid, string? file = null)
    {
        Assert.Equal("9000", Send($"00A4040C 0A {aid}"));
        if (file is not null)
        {
            Assert.Equal("9000", Send($"00A4020C 02 {file}"));
        }
        return this;
    }

    public TestCard Verify(string file, string secret)
    {
        Assert.Equal("9000", Send($"00A4020C 02 {file}"));
        Assert.Equal("9000", Send($"00200080 {secret.Length:X2} {Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(secret))}"));
        return this;
    }

    /// <summary>The whole current file, physical content, in steps of 256.</summary>
    public byte[] Read(string file)
    {
        Assert.Equal("9000", Send($"00A4020C 02 {file}"));
        List<byte> content = [];
        while (true)
        {
            var part = Convert.FromHexString(Send($"00B0 {content.Count:X4} 00"));
            if (part is [0x6B, 0x00])
            {
                return [.. content];
            }
            Assert.Equal([0x90, 0x00], part[^2..]);
            content.AddRange(part[..^2]);
            if (part.Length < 258)
            {
                return [.. content];
            }
        }
    }
}
