using Contract;
using Firmware.Dialogue;
using FsCheck.Xunit;

namespace Firmware.Tests.Dialogue;

public class MaskedPersonTests
{
    [Theory]
    [InlineData("山田　花子", "山○ ○○")]
    [InlineData("高橋太郎", "高○○○")]                              // no separator
    [InlineData("𠮷田　美咲", "𠮷○ ○○")]                           // outside the basic plane
    [InlineData("葛\U000E0100城　凪", "葛\U000E0100○ ○")]           // with a variation selector
    [InlineData("NGUYEN THI LAN", "N○○○○○ ○○○ ○…")]
    [InlineData("　", "○○")]
    [InlineData("", "○○")]
    public void Of_a_name_only_its_first_character_is_shown(string name, string masked) => Assert.Equal(masked, Mask(name: name).Name);

    [Theory]
    [InlineData("19850412", "19○○年")]
    [InlineData("20040229", "20○○年")]
    [InlineData("1985", "○○○○年")]
    [InlineData("昭和六十年四月", "○○○○年")]
    public void Of_a_birth_date_only_the_century_is_shown(string birthDate, string masked) => Assert.Equal(masked, Mask(birthDate: birthDate).Born);

    [Theory]
    [InlineData("長野県白樺市本町１丁目２－３", "長野県白樺市○○")]
    [InlineData("東京都千代田区一番町１", "東京都千代田区○○")]
    [InlineData("東京都町田市森野２", "東京都町田市○○")]
    [InlineData("東京都武蔵村山市本町１", "東京都武蔵村山市○○")]
    [InlineData("北海道余市郡余市町朝日町２６", "北海道余市郡余市町○○")]
    [InlineData("北海道札幌市中央区北１条西２", "北海道札幌市○○")]
    [InlineData("三重県四日市市諏訪町１", "三重県四日市市○○")]
    [InlineData("千葉県市川市八幡１", "千葉県市川市○○")]
    [InlineData("福島県郡山市朝日１", "福島県郡山市○○")]
    [InlineData("岐阜県郡上市八幡町", "岐阜県郡上市○○")]
    [InlineData("奈良県大和郡山市北郡山町", "奈良県大和郡山市○○")]
    [InlineData("奈良県高市郡明日香村岡", "奈良県高市郡明日香村○○")]
    [InlineData("群馬県佐波郡玉村町下新田", "群馬県佐波郡玉村町○○")]
    [InlineData("宮城県柴田郡村田町村田", "宮城県柴田郡村田町○○")]
    [InlineData("鹿児島県薩摩郡さつま町宮之城屋地", "鹿児島県薩摩郡さつま町○○")]
    [InlineData("京都府京都市上京区下立売通新町西入薮ノ内町", "京都府京都市○○")]
    [InlineData("神奈川県横浜市中区日本大通１", "神奈川県横浜市○○")]
    [InlineData("広島県廿日市市下平良１", "広島県廿日市市○○")]
    [InlineData("新潟県十日町市千歳町３", "新潟県十日町市○○")]
    [InlineData("どこか遠いところの一番地", "○○")]
    [InlineData("", "○○")]
    public void Of_an_address_only_prefecture_and_municipality_are_shown(string address, string masked) => Assert.Equal(masked, Mask(address: address).Address);

    [Property]
    public bool Whatever_the_card_says_it_is_masked_and_not_long(string? name, string? address, string? birthDate)
    {
        var masked = Mask(name ?? "", address ?? "", birthDate ?? "");
        return masked.Address.EndsWith("○○", StringComparison.Ordinal) && masked.Born.EndsWith("○○年", StringComparison.Ordinal);
    }

    static MaskedPerson Mask(string name = "山田　花子", string address = "長野県白樺市本町", string birthDate = "19850412") =>
        MaskedPerson.Of(new PersonDetails(name, address, birthDate, "2"));
}
