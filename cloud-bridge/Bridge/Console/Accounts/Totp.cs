using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Console.Accounts;

/// <summary>Codes of an authenticator app (RFC 6238 with HMAC-SHA-1, six digits, 30 seconds: what every app can do). Pure.</summary>
static class Totp
{
    public const int Digits = 6;

    public const int StepInSeconds = 30;

    /// <summary>A code is taken half a minute early or late: clocks of phones differ (RFC 6238 5.2).</summary>
    const int Drift = 1;

    public static long StepOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepInSeconds;

    public static string CodeOf(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, counter, mac);
        var at = mac[^1] & 0x0F;   // dynamic truncation, RFC 4226 5.3
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[at..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step this is the code of; null when it is none of now, or of none after the last one taken.</summary>
    public static long? Accept(byte[] key, string code, DateTimeOffset now, long? last)
    {
        var typed = Encoding.ASCII.GetBytes(code);
        long? accepted = null;
        for (var step = StepOf(now) - Drift; step <= StepOf(now) + Drift; step++)   // all three, so that the time taken says nothing
        {
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.ASCII.GetBytes(CodeOf(key, step))) && !(step <= last))
            {
                accepted ??= step;
            }
        }
        return accepted;
    }

    /// <summary>What the app reads from the picture (Key Uri Format of authenticator apps).</summary>
    public static string AddressOf(string issuer, string account, string key) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={key}&issuer={Uri.EscapeDataString(issuer)}&digits={Digits}&period={StepInSeconds.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>RFC 4648 6; null when it is none.</summary>
    public static byte[]? FromBase32(string text)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bytes = new List<byte>(text.Length * 5 / 8);
        var (bits, held) = (0, 0);
        foreach (var c in text.TrimEnd('='))
        {
            if (Alphabet.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal) is not (>= 0 and var value))
            {
                return null;
            }
            bits = (bits << 5 | value) & 0xFFFF;
            held += 5;
            if (held >= 8)
            {
                held -= 8;
                bytes.Add((byte)(bits >> held));
            }
        }
        return [.. bytes];
    }
}
