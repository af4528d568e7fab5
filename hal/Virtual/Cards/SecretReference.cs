using System.Security.Cryptography;
using System.Text;

namespace Virtual.Cards;

/// <summary>A value the card compares with, and how often it may be guessed. The counter outlives power.</summary>
/// <remarks>The try that exhausts the counter is answered 63C0, every later one 6984; only a municipal office unblocks.</remarks>
internal sealed class SecretReference
{
    readonly int? _limit;
    readonly Func<ReadOnlySpan<byte>, bool>? _isValidNewValue;
    byte[]? _value;
    int _left;

    /// <param name="value">Null when none was ever set: the reference is blocked as issued.</param>
    /// <param name="limit">Tries a fresh counter has, 1 to 15; null for no limit.</param>
    /// <param name="left">Tries left now.</param>
    /// <param name="isValidNewValue">What a changed value must look like; null when it cannot be changed.</param>
    public SecretReference(string? value, int? limit, int? left = null, Func<ReadOnlySpan<byte>, bool>? isValidNewValue = null)
    {
        (_value, _limit, _isValidNewValue) = (value is null ? null : Encoding.ASCII.GetBytes(value), limit, isValidNewValue);
        _left = value is null ? 0 : Math.Min(left ?? limit ?? 1, limit ?? 1);
    }

    /// <summary>Tries left; null when there is no limit.</summary>
    public int? TriesLeft => _limit is null && _value is not null ? null : _left;

    /// <summary>The answer to a VERIFY without data, and to one that failed.</summary>
    public ushort StatusOfTries => TriesLeft is { } left ? (ushort)(CardStatus.TriesLeft | left) : CardStatus.NoTryLimit;

    public ushort Verify(ReadOnlySpan<byte> candidate)
    {
        if (TriesLeft == 0)
        {
            return CardStatus.ReferenceBlocked;
        }
        if (CryptographicOperations.FixedTimeEquals(candidate, _value))
        {
            _left = _limit ?? _left;
            return CardStatus.Success;
        }
        if (_limit is not null)
        {
            _left--;
        }
        return StatusOfTries;
    }

    public ushort Change(ReadOnlySpan<byte> newValue)
    {
        if (_isValidNewValue is null)
        {
            return CardStatus.ConditionsNotSatisfied;
        }
        if (!_isValidNewValue(newValue))
        {
            return CardStatus.WrongData;
        }
        _value = newValue.ToArray();
        return CardStatus.Success;
    }

    /// <summary>Exactly four digits.</summary>
    public static bool IsPin(ReadOnlySpan<byte> value) => value.Length == 4 && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>6 to 16 of A–Z and 0–9, at least one of each kind.</summary>
    public static bool IsSignaturePassword(ReadOnlySpan<byte> value)
    {
        var digits = 0;
        var letters = 0;
        foreach (var character in value)
        {
            digits += character is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
            letters += character is >= (byte)'A' and <= (byte)'Z' ? 1 : 0;
        }
        return value.Length is >= 6 and <= 16 && digits > 0 && letters > 0 && digits + letters == value.Length;
    }
}
