using Contract;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Contract;

public sealed class SealTests
{
    static readonly SealKey Key = SealKey.Create();
    static readonly Ask Message = new WhoIsThis(new CardEvidence.LibraryCard("1001"));

    [Fact]
    public void What_was_sealed_opens_with_its_key_alone()
    {
        using var other = SealKey.Create();
        using var same = SealKey.Import(Key.Export());
        var sealedText = Seal.Close(Message, ContractJson.Default.Ask, Key.Public);

        Assert.True(Seal.TryOpen(sealedText, ContractJson.Default.Ask, same, out var opened));
        Assert.Equal(Message, opened);
        Assert.False(Seal.TryOpen(sealedText, ContractJson.Default.Ask, other, out _));
        Assert.False(Seal.TryOpen(sealedText, ContractJson.Default.Answer, Key, out _));   // of another kind
        Assert.DoesNotContain("1001", sealedText, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_tampered_with_does_not_open()
    {
        var sealedText = Seal.Close(Message, ContractJson.Default.Ask, Key.Public);
        for (var at = 0; at < sealedText.Length - 1; at++)   // a part's last character may carry unused bits
        {
            if (sealedText[at] == '.' || sealedText[at + 1] == '.')
            {
                continue;
            }
            var changed = sealedText[..at] + (sealedText[at] == 'A' ? 'B' : 'A') + sealedText[(at + 1)..];
            Assert.False(Seal.TryOpen(changed, ContractJson.Default.Ask, Key, out _), $"character {at}");
        }
        for (var length = 0; length < sealedText.Length; length += 7)
        {
            Assert.False(Seal.TryOpen(sealedText[..length], ContractJson.Default.Ask, Key, out _));
        }
    }

    [Property]
    public bool Any_text_opens_to_nothing(string? text) => !Seal.TryOpen(text ?? "", ContractJson.Default.Ask, Key, out _) && !SealPublicKey.TryParse(text, out _);

    [Property]
    public bool Five_parts_of_anything_open_to_nothing(string[] parts) =>
        !Seal.TryOpen(string.Join('.', [.. parts.Select(part => part ?? "").Take(5), .. Enumerable.Repeat("eyJhbGciOiJFQ0RILUVTIn0", Math.Max(0, 5 - parts.Length))]), ContractJson.Default.Ask, Key, out _);

    [Fact]
    public void Only_a_key_on_P256_is_a_key()
    {
        using var p384 = System.Security.Cryptography.ECDiffieHellman.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384);

        Assert.True(SealPublicKey.TryParse(Key.Public.Text, out var key));
        Assert.Equal(Key.Public.Id, key.Id);
        Assert.False(SealPublicKey.TryParse(Convert.ToBase64String(p384.ExportSubjectPublicKeyInfo()), out _));
        Assert.False(SealPublicKey.TryParse(Key.Public.Text + "AAAA", out _));
        Assert.False(SealPublicKey.TryParse(null, out _));
    }

    [Fact]
    public async Task Many_threads_open_with_one_key()
    {
        var sealedText = Seal.Close(Message, ContractJson.Default.Ask, Key.Public);

        var opened = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => Seal.TryOpen(sealedText, ContractJson.Default.Ask, Key, out var message) && message == Message)));

        Assert.All(opened, Assert.True);
    }
}
