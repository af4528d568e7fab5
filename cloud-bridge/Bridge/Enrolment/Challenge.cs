using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Contract;

namespace Bridge.Enrolment;

/// <summary>The nonce of an enrolment: the bridge knows it again without having kept it. Bound to the appliance and to the terms that were shown.</summary>
static class Challenge
{
    // random(12) ‖ Unix ms, big-endian (6) ‖ the first 14 bytes of HMAC-SHA-256 over random, time, device and terms
    public const int Length = 32;

    const int TimeAt = 12, TagAt = 18;

    public static byte[] Create(byte[] key, DeviceAddress device, string terms, DateTimeOffset now)
    {
        var nonce = new byte[Length];
        RandomNumberGenerator.Fill(nonce.AsSpan(..TimeAt));
        Span<byte> milliseconds = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, now.ToUnixTimeMilliseconds());
        milliseconds[2..].CopyTo(nonce.AsSpan(TimeAt));
        Tag(key, nonce.AsSpan(..TagAt), device, terms).AsSpan(..(Length - TagAt)).CopyTo(nonce.AsSpan(TagAt));
        return nonce;
    }

    /// <summary>Whether this bridge gave it to this appliance with these terms, and when.</summary>
    public static bool TryRead(ReadOnlySpan<byte> nonce, byte[] key, DeviceAddress device, string terms, out DateTimeOffset given)
    {
        given = default;
        if (nonce.Length != Length || !CryptographicOperations.FixedTimeEquals(nonce[TagAt..], Tag(key, nonce[..TagAt], device, terms).AsSpan(..(Length - TagAt))))
        {
            return false;
        }
        Span<byte> milliseconds = stackalloc byte[8];
        nonce[TimeAt..TagAt].CopyTo(milliseconds[2..]);
        given = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(milliseconds));
        return true;
    }

    static byte[] Tag(byte[] key, ReadOnlySpan<byte> head, DeviceAddress device, string terms)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(head);   // of one length; a device's name has neither space nor line end
        hmac.AppendData(Encoding.UTF8.GetBytes($"{device.Name}\n{terms}"));
        return hmac.GetHashAndReset();
    }
}
