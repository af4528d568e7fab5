using Firmware.Network;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Firmware.Tests.Network;

/// <summary>The codes that phones show of a Wi-Fi network, and whatever else a scanner may read.</summary>
public sealed class WifiNetworkTests
{
    [Theory]
    [InlineData("WIFI:T:WPA;S:Library;P:a good password;;", "Library", WifiSecurity.Wpa, "a good password", false)]
    [InlineData("WIFI:S:Library;T:SAE;P:a good password;H:true;;", "Library", WifiSecurity.Sae, "a good password", true)]
    [InlineData("wifi:t:wpa2;s:Library;p:a good password;h:false;", "Library", WifiSecurity.Wpa, "a good password", false)]
    [InlineData("WIFI:T:nopass;S:Guests;P:;;", "Guests", WifiSecurity.Open, "", false)]
    [InlineData("WIFI:S:Guests;;", "Guests", WifiSecurity.Open, "", false)]
    [InlineData(@"WIFI:T:WPA;S:a\;b\:c\\d\""e\,f;P:\;\:\\\""\,123;R:1;;", "a;b:c\\d\"e,f", WifiSecurity.Wpa, ";:\\\",123", false)]
    [InlineData("WIFI:T:WPA;S:Key;P:00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF;;", "Key", WifiSecurity.Wpa, "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF", false)]
    public void A_code_says_which_network_and_what_lets_one_in(string code, string name, WifiSecurity security, string password, bool isHidden)
    {
        Assert.True(WifiNetwork.TryParse(code, out var network, out _));
        Assert.Equal((name, security, password, isHidden), (network.Name, network.Security, network.Password, network.IsHidden));
    }

    [Theory]
    [InlineData("https://library.example.lg.jp", WifiFailure.NoCode)]
    [InlineData("WIFI:", WifiFailure.NoCode)]
    [InlineData("WIFI:T:WPA;P:a good password;;", WifiFailure.NoCode)]                              // which one?
    [InlineData("WIFI:T:WPA;S:Library;P:a good passw", WifiFailure.NoCode)]                         // torn off
    [InlineData(@"WIFI:T:WPA;S:Library;P:a good password\;", WifiFailure.NoCode)]                  // its last field never ends
    [InlineData("WIFI:T:WPA;S:123456789012345678901234567890123;P:a good password;;", WifiFailure.NoCode)]
    [InlineData("WIFI:T:WPA;S:あいうえおかきくけこさ;P:a good password;;", WifiFailure.NoCode)]        // 33 bytes
    [InlineData("WIFI:T:WEP;S:Library;P:12345;;", WifiFailure.UnknownSecurity)]
    [InlineData("WIFI:T:WPA2-EAP;S:Library;E:PEAP;PH2:MSCHAPV2;I:me;P:a good password;;", WifiFailure.UnknownSecurity)]
    [InlineData("WIFI:S:Library;P:a good password;;", WifiFailure.UnknownSecurity)]                 // a password for what?
    [InlineData("WIFI:T:WPA;S:Library;P:1234567;;", WifiFailure.BadPassword)]
    [InlineData("WIFI:T:WPA;S:Library;;", WifiFailure.BadPassword)]
    [InlineData("WIFI:T:WPA;S:Library;P:パスワードパスワード;;", WifiFailure.BadPassword)]
    [InlineData("WIFI:T:WPA;S:Library;P:0123456789012345678901234567890123456789012345678901234567890123x;;", WifiFailure.BadPassword)]
    [InlineData("WIFI:T:WPA;S:Library;P:g123456789012345678901234567890123456789012345678901234567890123;;", WifiFailure.BadPassword)]
    [InlineData("WIFI:T:WPA;S:Library;P:a good\npassword;;", WifiFailure.NoCode)]
    public void What_cannot_be_joined_says_why(string code, WifiFailure why)
    {
        Assert.False(WifiNetwork.TryParse(code, out _, out var said));
        Assert.Equal(why, said);
    }

    [Property(MaxTest = 2000)]
    public Property Whatever_name_and_password_a_network_has_its_code_says_them() => Prop.ForAll(
        Text(1, 32).ToArbitrary(), Text(8, 63).ToArbitrary(),
        (name, password) => WifiNetwork.TryParse($"WIFI:T:WPA;S:{Escaped(name)};P:{Escaped(password)};;", out var network, out _) && network.Name == name && network.Password == password);

    [Property(MaxTest = 5000)]
    public Property Whatever_is_scanned_is_a_network_that_can_be_joined_or_none() => Prop.ForAll(
        Gen.Elements(@"WIFI:TSPH;;::\""WEPWPASAEnopassture 123456789".ToCharArray()).ArrayOf().Select(text => new string(text)).ToArbitrary(),
        text => !WifiNetwork.TryParse($"WIFI:{text}", out var network, out var why) ? why != default
            : network.Name.Length is > 0 and <= 32 && (network.Security == WifiSecurity.Open ? network.Password == "" : network.Password.Length is >= 8 and <= 64));

    [Fact]
    public void Its_password_is_in_nothing_that_is_printed()
    {
        Assert.True(WifiNetwork.TryParse("WIFI:T:WPA;S:Library;P:a good password;;", out var network, out _));
        Assert.Equal("Library", network.ToString());
        Assert.DoesNotContain("good", new Firmware.Dialogue.DialogueEvent.WifiScanned(network).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("good", new Firmware.Dialogue.Effect.JoinWifi(network).ToString(), StringComparison.Ordinal);
    }

    static Gen<string> Text(int least, int most) => from length in Gen.Choose(least, most)
                                                    from text in Gen.Choose(' ', '~').Select(code => (char)code).ArrayOf(length)
                                                    select new string(text);

    static string Escaped(string text) => string.Concat(text.Select(c => c is '\\' or ';' or ',' or ':' or '"' ? $"\\{c}" : c.ToString()));
}
