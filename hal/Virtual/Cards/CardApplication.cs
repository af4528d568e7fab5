namespace Virtual.Cards;

/// <summary>The applications of the card, by the names of its documents.</summary>
public enum CardApplicationName
{
    /// <summary>公的個人認証AP.</summary>
    Jpki,

    /// <summary>券面事項入力補助AP.</summary>
    Text,

    /// <summary>券面事項確認AP.</summary>
    Visual,

    /// <summary>共通カードAP.</summary>
    Common,

    /// <summary>住基AP.</summary>
    Residents,

    /// <summary>GlobalPlatform issuer security domain: the state after power-on.</summary>
    IssuerSecurityDomain,
}

/// <summary>One application (DF): its AID, its files, and where it differs from its neighbours.</summary>
internal sealed class CardApplication(CardApplicationName name, string aid, params ElementaryFile[] files)
{
    readonly Dictionary<ushort, ElementaryFile> _files = files.ToDictionary(file => file.Id);

    public CardApplicationName Name => name;
    public byte[] Aid { get; } = Convert.FromHexString(aid);

    /// <summary>P2 = 00 of COMPUTE SIGNATURE means this key; null where the command needs a file.</summary>
    public ushort? DefaultKey { get; init; }

    public ElementaryFile? Find(int id) => _files.GetValueOrDefault((ushort)id);

    public SecretReference? Reference(ushort id) => (Find(id) as ElementaryFile.Secret)?.Reference;
}
