namespace Hal.Iso7816;

/// <summary>An application identifier: 5 to 16 bytes (ISO 7816-4 8.2.1.2), sent whole in a SELECT.</summary>
public readonly struct Aid : IEquatable<Aid>
{
    readonly byte[]? _bytes;

    public Aid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < 5 or > 16)
        {
            throw new ArgumentException($"an AID has 5 to 16 bytes, not {bytes.Length}", nameof(bytes));
        }
        _bytes = bytes.ToArray();
    }

    /// <param name="hex">Hexadecimal digits; blanks between bytes are allowed.</param>
    public static Aid FromHex(string hex) => new(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    public ReadOnlySpan<byte> Bytes => _bytes;

    public bool Equals(Aid other) => Bytes.SequenceEqual(other.Bytes);
    public override bool Equals(object? obj) => obj is Aid other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => Convert.ToHexString(Bytes);

    public static bool operator ==(Aid left, Aid right) => left.Equals(right);
    public static bool operator !=(Aid left, Aid right) => !left.Equals(right);
}
