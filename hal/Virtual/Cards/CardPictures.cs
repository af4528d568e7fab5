using System.Buffers.Binary;
using System.IO.Compression;

namespace Virtual.Cards;

/// <summary>Pictures for the visual application: real PNG files of one bit a pixel, and a photograph that is JPEG 2000 from outside only.</summary>
internal static class CardPictures
{
    /// <summary>A photograph on a card is some 5 kB.</summary>
    const int PhotoSize = 5120;

    /// <summary>A pattern that depends on <paramref name="seed"/>, as a grey PNG of one bit a pixel (PNG 11.2).</summary>
    public static byte[] Png(int width, int height, byte[] seed)
    {
        var stride = (width + 7) / 8;
        var rows = new byte[height * (1 + stride)];   // one filter byte (none) before each row
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < stride; x++)
            {
                rows[y * (1 + stride) + 1 + x] = seed[(x + y / 4 * 7) % seed.Length];
            }
        }
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 1;   // bits a sample; colour type 0, grey
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, Deflate(rows)), .. Chunk("IEND"u8, [])];
    }

    /// <summary>Signature and file type boxes of JP2 (ISO 15444-1 annex I), then a code stream nobody can decode.</summary>
    public static byte[] Jp2(byte[] seed)
    {
        byte[] boxes =
        [
            0, 0, 0, 12, .. "jP  "u8, 0x0D, 0x0A, 0x87, 0x0A,
            0, 0, 0, 20, .. "ftypjp2 "u8, 0, 0, 0, 0, .. "jp2 "u8,
            0, 0, 0, 0, .. "jp2c"u8, 0xFF, 0x4F,   // length 0: to the end of the file
        ];
        var photo = new byte[PhotoSize];
        boxes.CopyTo(photo, 0);
        new Random(BitConverter.ToInt32(seed)).NextBytes(photo.AsSpan(boxes.Length));
        return photo;
    }

    static byte[] Deflate(byte[] rows)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal))
        {
            zlib.Write(rows);
        }
        return output.ToArray();
    }

    static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc32(chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }

    // PNG annex D.
    static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            }
        }
        return ~crc;
    }
}
