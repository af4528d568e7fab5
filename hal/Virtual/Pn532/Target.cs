namespace Virtual.Pn532;

/// <summary>A card the chip activated; it keeps at most two.</summary>
/// <param name="identity">PUPI, UID or IDm: by it a card that was deselected is found again.</param>
/// <param name="description">As InListPassiveTarget tells it, without the number.</param>
sealed class Target(RfLink link, byte[] identity, byte[] description)
{
    public RfLink Link { get; } = link;
    public byte[] Identity { get; } = identity;
    public byte[] Description { get; } = description;

    /// <summary>Block protocol, or null where InDataExchange sends bare frames (MIFARE, FeliCa).</summary>
    public PcdIsoDep? Blocks { get; init; }

    /// <summary>Cleared by InDeselect; the next exchange wakes the card first.</summary>
    public bool IsSelected { get; set; } = true;

    /// <summary>What of an answer did not fit into one frame to the host.</summary>
    public List<byte> Rest { get; } = [];
}
