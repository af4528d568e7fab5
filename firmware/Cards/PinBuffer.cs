using System.Security.Cryptography;
using Hal;

namespace Firmware.Cards;

/// <summary>The four digits a person types: one array the garbage collector never moves, zeroed when cleared, never printed.</summary>
/// <remarks>Keys come from one service and the card is spoken to by another, so every method may be called by either at any time.</remarks>
sealed class PinBuffer : IDisposable
{
    /// <summary>Both PINs of a My Number card have exactly four digits.</summary>
    public const int Length = 4;

    readonly Lock _gate = new();
    readonly byte[] _ascii = GC.AllocateArray<byte>(Length, pinned: true);   // a moved array would leave its old bytes behind
    int _count;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    public bool IsComplete => Count == Length;

    /// <summary>The digits typed so far, where they lie.</summary>
    public ReadOnlySpan<byte> Ascii => _ascii.AsSpan(0, Count);

    /// <summary>Takes a digit; false for any other key, and when there are four already.</summary>
    public bool TryAdd(Key digit)
    {
        lock (_gate)
        {
            if (_count == Length || digit is < Key.Digit0 or > Key.Digit9)
            {
                return false;
            }
            _ascii[_count++] = (byte)('0' + (digit - Key.Digit0));
            return true;
        }
    }

    /// <summary>Takes the last digit back; false when there is none.</summary>
    public bool RemoveLast()
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                return false;
            }
            _ascii[--_count] = 0;
            return true;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            CryptographicOperations.ZeroMemory(_ascii);
            _count = 0;
        }
    }

    public void Dispose() => Clear();

    public override string ToString() => "PIN(****)";

    /// <summary>Copies all four digits, or none: what was cleared meanwhile is no PIN.</summary>
    internal bool TryCopyTo(Span<byte> destination)
    {
        lock (_gate)
        {
            return _count == Length && _ascii.AsSpan().TryCopyTo(destination);
        }
    }
}
