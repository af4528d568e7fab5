using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hal.Tests.Cards;
using Virtual.Cards;

namespace Hal.Tests.OpenSc;

/// <summary>OpenSC, which nobody here wrote and which works with real cards, is content with ours.</summary>
public sealed class OpenScTests(VirtualReader reader) : IClassFixture<VirtualReader>
{
    readonly MyNumberCard _card = reader.Insert(new TestCard().Card);

    [Fact]
    public async Task OpenSC_takes_it_for_a_jpki_card()
    {
        var run = await reader.RunAsync("opensc-tool", "--name");

        Assert.Equal((0, "jpki"), (run.ExitCode, run.Output.Trim()));
    }

    [Fact]
    public async Task The_commands_of_thirty_other_drivers_do_not_disturb_it()
    {
        var run = await reader.RunAsync("opensc-tool", onlyJpki: false, "--name");

        Assert.Equal((0, "jpki"), (run.ExitCode, run.Output.Trim()));
    }

    [Fact]
    public async Task The_ATR_is_that_of_a_contactless_reader()
    {
        var run = await reader.RunAsync("opensc-tool", "--atr");

        Assert.Equal("3b:88:80:01:00:00:05:e0:b3:81:a1:00:7f", run.Output.Trim());
    }

    [Fact]
    public async Task It_binds_and_lists_two_secrets_with_their_tries_two_keys_and_the_certificates_it_may_see()
    {
        var run = await reader.RunAsync("pkcs15-tool", "--dump");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["3", "5"], run.Output.Split('\n').Where(line => line.Contains("Tries left", StringComparison.Ordinal)).Select(line => line.Split(':')[1].Trim()));
        Assert.Equal(2, run.Output.Split("Private RSA Key").Length - 1);
        Assert.Contains("X.509 Certificate [User Authentication Certificate]", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    [InlineData("4")]
    public async Task Certificates_that_need_no_secret_come_out_byte_for_byte(string id)
    {
        var run = await reader.RunAsync("pkcs15-tool", "--read-certificate", id);

        using var read = X509Certificate2.CreateFromPem(run.Output);
        var expected = id switch { "1" => TestCard.Issued.Authentication.Value.Certificate, "3" => TestCard.Issued.Authentication.Value.Authority, _ => TestCard.Issued.Signature.Value.Authority };
        Assert.Equal(expected, read.RawData);
    }

    [Fact]
    public async Task The_signature_certificate_needs_its_password()
    {
        var without = await reader.RunAsync("pkcs15-tool", "--read-certificate", "2");
        Assert.NotEqual(0, without.ExitCode);

        var with = await reader.RunAsync("pkcs15-tool", "--read-certificate", "2", "--verify-pin", "--auth-id", "2", "--pin", "ABC123");
        using var read = X509Certificate2.CreateFromPem(with.Output);
        Assert.Equal(TestCard.Issued.Signature.Value.Certificate, read.RawData);
    }

    [Fact]
    public async Task The_right_pin_is_accepted_and_gives_the_tries_back()
    {
        var wrong = await reader.RunAsync("pkcs15-tool", "--verify-pin", "--auth-id", "1", "--pin", "9999");
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Equal(2, _card.AuthenticationTries);
        var dump = await reader.RunAsync("pkcs15-tool", "--dump");
        Assert.Contains("Tries left     : 2", dump.Output, StringComparison.Ordinal);

        var right = await reader.RunAsync("pkcs15-tool", "--verify-pin", "--auth-id", "1", "--pin", "1234");
        Assert.Equal(0, right.ExitCode);
        Assert.Equal(3, _card.AuthenticationTries);
    }

    [Fact]
    public async Task A_card_without_tries_still_binds()
    {
        reader.Insert(new TestCard(options => options with { AuthenticationTries = 0 }).Card);

        var run = await reader.RunAsync("pkcs15-tool", "--dump");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Tries left     : 0", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "1234")]
    [InlineData("2", "ABC123")]
    public async Task A_signature_made_through_OpenSC_verifies_with_openssl(string key, string secret)
    {
        var message = "この本を借ります"u8.ToArray();
        var folder = reader.Folder;
        await File.WriteAllBytesAsync(Path.Combine(folder, "digest.bin"), SHA256.HashData(message), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "message.bin"), message, TestContext.Current.CancellationToken);
        var der = key == "1" ? TestCard.Issued.Authentication.Value.Certificate : TestCard.Issued.Signature.Value.Certificate;
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        await File.WriteAllTextAsync(Path.Combine(folder, "public.pem"), certificate.PublicKey.GetRSAPublicKey()!.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);

        var run = await reader.RunAsync("pkcs15-crypt", "--sign", "--key", key, "--pin", secret, "--sha-256", "--pkcs1", "--input", "digest.bin", "--output", "signature.bin", "--raw");
        Assert.Equal(0, run.ExitCode);

        var openssl = await reader.RunAsync(new ProcessStartInfo("openssl", ["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature.bin", "message.bin"]));
        Assert.Equal("Verified OK", openssl.Output.Trim());
    }
}
