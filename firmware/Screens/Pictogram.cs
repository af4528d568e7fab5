using System.Collections.Frozen;
using SkiaSharp;

namespace Firmware.Screens;

/// <summary>Small drawings for a person who reads none of the languages.</summary>
public enum Pictogram
{
    PlaceCard,
    KeepCard,
    TakeCard,
    CardUnread,
    CardRefused,
    CardUnknown,
    OneCard,
    ScanBook,
    BookRefused,
    Check,
    Warning,
    Wait,
    NoConnection,
    OutOfService,
    Counter,
    Arrow,
    Smile,
    HidePad,
    Globe,
    Mail,
    Shelf,
    Box,
    DoorOpen,
}

/// <summary>The drawings: SVG path data on a square of 96, drawn in order, black unless said otherwise.</summary>
internal static class Pictograms
{
    /// <param name="Width">Of the pen; 0 fills.</param>
    /// <param name="Paper">Drawn in the colour of the ground: halos and cut-outs.</param>
    sealed record Stroke(string Data, float Width = 0, bool Paper = false)
    {
        public SKPath Path { get; } = SKPath.ParseSvgPathData(Data);
    }

    public const int Unit = 96;

    const string Reader = "M10 78 H86 A6 6 0 0 1 92 84 V92 H4 V84 A6 6 0 0 1 10 78 Z";
    const string Bars = "M16 24h5v48h-5z M26 24h9v48h-9z M40 24h4v48h-4z M49 24h8v48h-8z M62 24h4v48h-4z M71 24h9v48h-9z";
    const string Book = "M26 10 H74 V86 H26 A8 8 0 0 1 18 78 V18 A8 8 0 0 1 26 10 Z M18 78 A8 8 0 0 1 26 70 H74";

    static string Rounded(float x, float y, float width, float height, float r) =>
        FormattableString.Invariant($"M{x + r} {y} h{width - 2 * r} a{r} {r} 0 0 1 {r} {r} v{height - 2 * r} a{r} {r} 0 0 1 {-r} {r} h{2 * r - width} a{r} {r} 0 0 1 {-r} {-r} v{2 * r - height} a{r} {r} 0 0 1 {r} {-r} z");

    static string Disc(float x, float y, float r) =>
        FormattableString.Invariant($"M{x - r} {y} a{r} {r} 0 1 0 {2 * r} 0 a{r} {r} 0 1 0 {-2 * r} 0 z");

    static string Cross(float x, float y, float r) => FormattableString.Invariant($"M{x - r} {y - r} l{2 * r} {2 * r} m0 {-2 * r} l{-2 * r} {2 * r}");

    /// <summary>A card seen from the front: outline, face, two lines.</summary>
    static Stroke[] Card(float x, float y, float scale = 1) =>
    [
        new(Rounded(x, y, 56 * scale, 36 * scale, 6), 5),
        new(FormattableString.Invariant($"M{x + 9 * scale} {y + 10 * scale} h{14 * scale} v{16 * scale} h{-14 * scale} z")),
        new(FormattableString.Invariant($"M{x + 31 * scale} {y + 13 * scale} h{16 * scale} m{-16 * scale} {10 * scale} h{16 * scale}"), 4),
    ];

    /// <summary>A sign in the lower right corner, set off by a halo.</summary>
    static Stroke[] Sign(params ReadOnlySpan<Stroke> sign) => [new(Disc(70, 68, 27), 0, Paper: true), new(Disc(70, 68, 22)), .. sign];

    static readonly FrozenDictionary<Pictogram, Stroke[]> All = new Dictionary<Pictogram, Stroke[]>
    {
        [Pictogram.PlaceCard] = [.. Card(13, 4, 1.25f), new("M48 54 V62", 9), new("M32 59 H64 L48 74 Z"), new(Reader)],
        [Pictogram.KeepCard] = [.. Card(15, 30, 1.18f), new(Reader), new("M30 22 A26 26 0 0 1 66 22 M19 11 A42 42 0 0 1 77 11", 6)],
        [Pictogram.TakeCard] = [.. Card(13, 4, 1.25f), new("M48 74 V70", 9), new("M32 69 H64 L48 54 Z"), new(Reader)],
        [Pictogram.CardUnread] = [.. Card(6, 18, 1.4f), .. Sign(new Stroke("M70 55 V70", 7, Paper: true), new(Disc(70, 80, 4), 0, Paper: true))],
        [Pictogram.CardRefused] = [.. Card(6, 18, 1.4f), .. Sign(new Stroke(Cross(70, 68, 9), 7, Paper: true))],
        [Pictogram.CardUnknown] = [.. Card(6, 18, 1.4f), .. Sign(new Stroke("M62 62 A8 8 0 1 1 73 69 Q70 71 70 74", 6, Paper: true), new(Disc(70, 82, 3.5f), 0, Paper: true))],
        [Pictogram.OneCard] =
        [
            new(Rounded(28, 8, 62, 40, 6), 5), new(Rounded(4, 24, 70, 46, 9), 0, Paper: true), .. Card(8, 28, 1.1f), .. Sign(new Stroke(Cross(70, 68, 9), 7, Paper: true)),
        ],
        [Pictogram.ScanBook] =
        [
            new(Bars), new("M4 48 H92", 13, Paper: true), new("M4 48 H92", 5), new("M5 24 V8 H22 M74 8 H91 V24 M91 72 V88 H74 M22 88 H5 V72", 6),
        ],
        [Pictogram.BookRefused] = [new(Book, 6), new("M32 26 H60 M32 38 H52", 5), .. Sign(new Stroke(Cross(70, 68, 9), 7, Paper: true))],
        [Pictogram.Check] = [new(Disc(48, 48, 44)), new("M26 50 L42 66 L71 33", 11, Paper: true)],
        [Pictogram.Warning] = [new("M48 8 L92 86 H4 Z", 6), new("M48 8 L92 86 H4 Z"), new("M48 34 V58", 9, Paper: true), new(Disc(48, 73, 5.5f), 0, Paper: true)],
        [Pictogram.Wait] =
        [
            new("M22 8 H74 M22 88 H74", 8), new("M28 10 V24 L44 44 V52 L28 72 V86 M68 10 V24 L52 44 V52 L68 72 V86", 5), new("M34 28 H62 L48 45 Z M34 84 V76 L48 64 L62 76 V84 Z"),
        ],
        [Pictogram.NoConnection] =
        [
            new("M8 34 A56 56 0 0 1 88 34 M21 50 A38 38 0 0 1 75 50 M34 65 A20 20 0 0 1 62 65", 8), new(Disc(48, 80, 7)), .. Sign(new Stroke(Cross(70, 68, 9), 7, Paper: true)),
        ],
        [Pictogram.OutOfService] = [new(Disc(48, 48, 44)), new(Rounded(18, 40, 60, 16, 3), 0, Paper: true)],
        [Pictogram.Counter] =
        [
            new(Disc(48, 20, 14)), new("M20 62 V58 A18 18 0 0 1 38 40 H58 A18 18 0 0 1 76 58 V62 Z"), new("M4 66 H92 V75 H4 Z"), new("M12 75 V88 H84 V75", 6),
        ],
        [Pictogram.Arrow] = [new("M14 48 H70", 12), new("M54 18 L90 48 L54 78 Z")],
        // A hand held over the keys
        [Pictogram.HidePad] =
        [
            new(Rounded(14, 40, 68, 52, 7), 5),
            new("M24 66h10v8h-10z M43 66h10v8h-10z M62 66h10v8h-10z M24 79h10v8h-10z M43 79h10v8h-10z M62 79h10v8h-10z"),
            new("M4 22 Q26 2 56 6 L88 26 Q94 32 88 38 Q84 42 78 38 L60 28 L66 44 Q66 54 58 54 H26 Q10 54 4 44 Z", 9, Paper: true),
            new("M4 22 Q26 2 56 6 L88 26 Q94 32 88 38 Q84 42 78 38 L60 28 L66 44 Q66 54 58 54 H26 Q10 54 4 44 Z"),
        ],
        [Pictogram.Mail] = [new(Rounded(6, 20, 84, 58, 5), 6), new("M8 24 L48 56 L88 24", 6)],
        // Books on a board, one of them with its slip
        [Pictogram.Shelf] =
        [
            new("M4 84 H92", 8), new("M12 22h14v58h-14z M30 34h10v46h-10z"), new("M45 26h18v54h-18z", 5), new("M49 26 V8 H59 V26 Z"), new("M68 30 L80 27 L91 78 L80 81 Z"),
        ],
        // A book falls into it
        [Pictogram.Box] =
        [
            new("M8 48 V90 H88 V48", 8), new("M4 48 H24 M72 48 H92", 8), new(Rounded(32, 6, 32, 26, 3)), new("M48 38 V60", 8), new("M34 56 H62 L48 74 Z"),
        ],
        [Pictogram.DoorOpen] =
        [
            new("M18 90 V8 H78 V90", 6), new("M6 90 H90", 6), new("M24 12 L60 22 V88 L24 88 Z"), new(Disc(52, 54, 4), 0, Paper: true),
        ],
        [Pictogram.Globe] =
        [
            new(Disc(48, 48, 41), 7), new("M48 7 C24 24 24 72 48 89 C72 72 72 24 48 7 Z", 6), new("M10 34 H86 M10 62 H86", 6),
        ],
        [Pictogram.Smile] = [new(Disc(48, 48, 41), 6), new(Disc(34, 38, 5.5f)), new(Disc(62, 38, 5.5f)), new("M27 56 Q48 80 69 56", 6)],
    }.ToFrozenDictionary();

    public static void Draw(SKCanvas canvas, Pictogram pictogram, int x, int y, int size, SKPaint ink, SKPaint paper)
    {
        canvas.Save();
        canvas.Translate(x, y);
        canvas.Scale(size / (float)Unit);
        foreach (var stroke in All[pictogram])
        {
            var paint = stroke.Paper ? paper : ink;
            paint.Style = stroke.Width > 0 ? SKPaintStyle.Stroke : SKPaintStyle.Fill;
            paint.StrokeWidth = stroke.Width;
            canvas.DrawPath(stroke.Path, paint);
        }
        canvas.Restore();
    }
}
