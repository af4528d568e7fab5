namespace Virtual.Cards;

/// <summary>An EF of an application: what it is decides which commands it takes.</summary>
internal abstract class ElementaryFile
{
    ElementaryFile(ushort id) => Id = id;

    /// <summary>The file identifier; 0001 to 001E, so it is also the short identifier.</summary>
    public ushort Id { get; }

    /// <summary>Bytes by offset: READ BINARY.</summary>
    public sealed class Transparent(ushort id, Access access, Func<byte[]> content) : ElementaryFile(id)
    {
        readonly Lazy<byte[]> _content = new(content);

        public Access Access => access;
        public byte[] Content => _content.Value;
    }

    /// <summary>One record, number 1: READ RECORD.</summary>
    public sealed class Record(ushort id, byte[] record) : ElementaryFile(id)
    {
        public byte[] Content => record;
    }

    /// <summary>A private key. <paramref name="openedBy"/> is the reference that must have been verified; null needs none.</summary>
    public sealed class Key(ushort id, Lazy<CardKey> key, ushort? openedBy) : ElementaryFile(id)
    {
        public CardKey Value => key.Value;
        public ushort? OpenedBy => openedBy;
    }

    /// <summary>A PIN, password or number to compare with: VERIFY.</summary>
    public sealed class Secret(ushort id, SecretReference reference) : ElementaryFile(id)
    {
        public SecretReference Reference => reference;
    }

    /// <summary>Exists, can be selected, and does nothing a terminal has found out.</summary>
    public sealed class Internal(ushort id) : ElementaryFile(id);
}

/// <summary>What opens a file for reading.</summary>
internal abstract record Access
{
    Access() { }

    public static readonly Access Free = new Always();
    public static readonly Access Closed = new Never();

    public static Access By(params ushort[] references) => new AnyOf(references);

    public sealed record Always : Access;
    public sealed record Never : Access;

    /// <summary>One of these references must have been verified since the application was selected.</summary>
    public sealed record AnyOf(ushort[] References) : Access;
}
