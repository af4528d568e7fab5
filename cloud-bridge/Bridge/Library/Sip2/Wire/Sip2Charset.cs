using System.Text;

namespace Bridge.Library.Sip2.Wire;

/// <summary>How text becomes bytes; "mutually defined" in the standard, CP850 where nothing was agreed.</summary>
enum Sip2Encoding { Utf8, Cp932, EucJp, Ibm850, Ascii }

static class Sip2Encodings
{
    extension(Sip2Encoding encoding)
    {
        public string Decode(ReadOnlySpan<byte> bytes) => Composition.Compose(Codec(encoding).GetString(bytes));

        /// <summary>A character the encoding does not have becomes a question mark.</summary>
        public byte[] Encode(string text) => Codec(encoding).GetBytes(text);
    }

    static readonly Encoding Cp932 = CodePage(932), EucJp = CodePage(51932), Ibm850 = CodePage(850);

    static Encoding Codec(Sip2Encoding encoding) => encoding switch
    {
        Sip2Encoding.Utf8 => Encoding.UTF8,
        Sip2Encoding.Cp932 => Cp932,
        Sip2Encoding.EucJp => EucJp,
        Sip2Encoding.Ibm850 => Ibm850,
        Sip2Encoding.Ascii => Encoding.ASCII,
    };

    static Encoding CodePage(int number) => CodePagesEncodingProvider.Instance.GetEncoding(number, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)!;
}
