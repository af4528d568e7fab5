using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Contract;

namespace Bridge.Identity;

/// <summary>That a patron was recognised, in the bridge's own hand: the appliance carries it and can neither read nor make one.</summary>
/// <param name="Device">The only appliance it is good at.</param>
/// <param name="Link">Of the My Number card that was recognised; 0 for other cards.</param>
readonly record struct Pass(long Patron, Assurance Assurance, DeviceAddress Device, DateTimeOffset From, DateTimeOffset Until, CardKind Kind, long Link)
{
    // version(1) ‖ nonce(12) ‖ tag(16) ‖ AES-256-GCM of { patron(8) ‖ assurance(1) ‖ from(8) ‖ until(8) ‖ kind(1) ‖ link(8), times in Unix ms, big-endian }; the device is associated data
    const byte Version = 2;
    const int NonceAt = 1, TagAt = 13, BodyAt = 29, BodyLength = 34, Length = BodyAt + BodyLength;

    public string Close(byte[] key)
    {
        Span<byte> body = stackalloc byte[BodyLength];
        BinaryPrimitives.WriteInt64BigEndian(body, Patron);
        body[8] = (byte)Assurance;
        BinaryPrimitives.WriteInt64BigEndian(body[9..], From.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(body[17..], Until.ToUnixTimeMilliseconds());
        body[25] = (byte)Kind;
        BinaryPrimitives.WriteInt64BigEndian(body[26..], Link);
        var pass = new byte[Length];
        pass[0] = Version;
        RandomNumberGenerator.Fill(pass.AsSpan(NonceAt, 12));
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(pass.AsSpan(NonceAt, 12), body, pass.AsSpan(BodyAt), pass.AsSpan(TagAt, 16), Bound(Device));
        return Base64Url.EncodeToString(pass);
    }

    /// <summary>Reads a pass the bridge gave to this device; whether it still holds is <see cref="IsValidAt"/>.</summary>
    public static bool TryOpen(string text, byte[] key, DeviceAddress device, out Pass pass)
    {
        pass = default;
        Span<byte> bytes = stackalloc byte[Length + 2];
        if (text.Length > 4 * Length || !TryDecode(text, bytes, out var written) || written != Length || bytes[0] != Version)
        {
            return false;
        }
        Span<byte> body = stackalloc byte[BodyLength];
        using var aes = new AesGcm(key, 16);
        try
        {
            aes.Decrypt(bytes.Slice(NonceAt, 12), bytes.Slice(BodyAt, BodyLength), bytes.Slice(TagAt, 16), body, Bound(device));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        pass = new(BinaryPrimitives.ReadInt64BigEndian(body), (Assurance)body[8], device,
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(body[9..])),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(body[17..])), (CardKind)body[25], BinaryPrimitives.ReadInt64BigEndian(body[26..]));
        return true;
    }

    /// <summary>Whether it held at this time. An entry that waited in a journal is judged by the time it was made, not by the time it came.</summary>
    /// <param name="skew">How far the appliance's clock may be off.</param>
    public bool IsValidAt(DateTimeOffset time, TimeSpan skew) => time >= From - skew && time < Until;

    static bool TryDecode(string text, Span<byte> bytes, out int written)
    {
        written = 0;
        return Base64Url.IsValid(text, out var length) && length <= bytes.Length && Base64Url.TryDecodeFromChars(text, bytes, out written);
    }

    static byte[] Bound(DeviceAddress device) => Encoding.UTF8.GetBytes(device.Name);
}
