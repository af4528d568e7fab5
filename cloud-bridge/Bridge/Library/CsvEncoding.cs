using System.Text;

namespace Bridge.Library;

/// <summary>How the bytes of an imported file become text: catalogues come as UTF-8 with or without a mark, and as CP932, the Shift_JIS of Windows.</summary>
enum CsvEncoding
{
    /// <summary>UTF-8 when every byte fits it, else CP932; hardly any CP932 text is UTF-8 by chance.</summary>
    Auto,
    Utf8,
    Cp932,
}

static class CsvEncodings
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // ポ is 83 7C and ソ is 83 5C: decoded before anything looks for commas and quotes, so no half of a character is taken for one.
    static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))!;

    public static bool TryParse(string name, out CsvEncoding encoding)
    {
        (var known, encoding) = name switch
        {
            "auto" => (true, CsvEncoding.Auto),
            "utf-8" => (true, CsvEncoding.Utf8),
            "cp932" => (true, CsvEncoding.Cp932),
            _ => (false, default),
        };
        return known;
    }

    extension(CsvEncoding encoding)
    {
        /// <summary>Decodes; what cannot be read becomes U+FFFD, so that its row can be told.</summary>
        public string Decode(ReadOnlySpan<byte> bytes) => encoding switch
        {
            CsvEncoding.Auto => IsUtf8(bytes) ? DecodeUtf8(bytes) : DecodeCp932(bytes),
            CsvEncoding.Utf8 => DecodeUtf8(bytes),
            CsvEncoding.Cp932 => DecodeCp932(bytes),
        };
    }

    // Line by line: the decoder takes the line end after half a character for its other half, and two rows would be one. No CP932 character holds 0A.
    // A0 and FD to FF are no characters either; the decoder gives them places in the private use area.
    static string DecodeCp932(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var line in bytes.Split((byte)'\n'))
        {
            text.Append(Cp932.GetString(bytes[line])).Append('\n');
        }
        for (var c = '\uF8F0'; c <= '\uF8F3'; c++)
        {
            text.Replace(c, '\uFFFD');
        }
        return text.ToString();
    }

    static string DecodeUtf8(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes is [0xEF, 0xBB, 0xBF, .. var marked] ? marked : bytes);

    static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            StrictUtf8.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
