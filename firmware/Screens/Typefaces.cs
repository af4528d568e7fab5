using System.IO.MemoryMappedFiles;
using SkiaSharp;
using HarfBuzz = HarfBuzzSharp;

namespace Firmware.Screens;

/// <summary>The three hands the screens are written in.</summary>
internal enum Face
{
    Regular,
    Bold,

    /// <summary>Every kana as wide as the next: columns and codes.</summary>
    Fixed,
}

/// <summary>
/// The font files of the distribution, each mapped into memory when the first glyph of it is wanted. Japanese and most Latin letters are BIZ UD, behind it
/// Noto Sans CJK JP for what it lacks; Chinese, Korean and Vietnamese are faces of the Noto collection alone, so that no word mixes two hands.
/// </summary>
internal sealed class Typefaces : IDisposable
{
    const string BizUd = "fonts-morisawa-bizud-gothic", NotoCjk = "fonts-noto-cjk";

    const int Japanese = 0, Korean = 1, Chinese = 2;   // faces of the Noto collection; 3 and 4 are traditional Chinese

    readonly Lazy<FontFile>[][][] _chains;   // by script, by face, then in the order to try

    Typefaces(IReadOnlyList<string> folders)
    {
        var regular = Mapped(Locate("BIZUDPGothic-Regular.ttf", BizUd, folders));
        var bold = Mapped(Locate("BIZUDPGothic-Bold.ttf", BizUd, folders));
        var @fixed = Mapped(Locate("BIZUDGothic-Bold.ttf", BizUd, folders));
        var (notoRegular, notoBold) = (Locate("NotoSansCJK-Regular.ttc", NotoCjk, folders), Locate("NotoSansCJK-Bold.ttc", NotoCjk, folders));
        var (japaneseRegular, japaneseBold) = (Mapped(notoRegular, Japanese), Mapped(notoBold, Japanese));
        _chains =
        [
            [[regular, japaneseRegular], [bold, japaneseBold], [@fixed, japaneseBold]],
            Noto(Mapped(notoRegular, Chinese), Mapped(notoBold, Chinese)),
            Noto(Mapped(notoRegular, Korean), Mapped(notoBold, Korean)),
            Noto(japaneseRegular, japaneseBold),   // its Latin letters are those of every face, Vietnamese ones among them
        ];
    }

    /// <summary>The fonts of <paramref name="folder"/>, else of <c>.fonts</c> beside or above the program, else of the system.</summary>
    /// <exception cref="FileNotFoundException">A file is in none of them; the message says which package to install.</exception>
    public static Typefaces Open(string? folder = null) =>
        new(folder is null ? [.. FontFolders(AppContext.BaseDirectory), "/usr/share/fonts"] : [folder]);

    /// <summary>The fonts to try for a face, in order.</summary>
    public FontFile? this[Script script, Face face, int rank] => _chains[(int)script][(int)face] is var chain && rank < chain.Length ? chain[rank].Value : null;

    /// <summary>Whether the file of that rank is mapped by now.</summary>
    public bool IsOpen(Script script, Face face, int rank) => _chains[(int)script][(int)face][rank].IsValueCreated;

    public void Dispose()
    {
        foreach (var file in _chains.SelectMany(faces => faces).SelectMany(files => files).Distinct().Where(file => file.IsValueCreated))
        {
            file.Value.Dispose();
        }
    }

    static Lazy<FontFile>[][] Noto(Lazy<FontFile> regular, Lazy<FontFile> bold) => [[regular], [bold], [bold]];

    static Lazy<FontFile> Mapped(string path, int index = 0) => new(() => FontFile.Open(path, index), isThreadSafe: false);

    static IEnumerable<string> FontFolders(string program)
    {
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, ".fonts");
        }
    }

    /// <summary>Finds a file at the start, so that a missing one stops that and not a patron.</summary>
    static string Locate(string name, string package, IReadOnlyList<string> folders) =>
        folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories))
            .FirstOrDefault()
            ?? throw new FileNotFoundException($"font {name} is neither in {string.Join(" nor in ", folders.Where(Directory.Exists))}: install the package {package}, or run deploy/fonts", name);
}

/// <summary>One font, mapped and not copied: the Noto collection is 20 MB, of which a screen touches a few pages.</summary>
internal sealed unsafe class FontFile : IDisposable
{
    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _view;
    readonly SKData _data;
    readonly HarfBuzz.Blob _blob;
    readonly HarfBuzz.Face _face;
    readonly SKTypeface _typeface;
    readonly Dictionary<int, SKFont> _sizes = [];

    FontFile(string path, int index)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        var length = (int)new FileInfo(path).Length;   // the view is rounded up to pages
        _data = SKData.Create((nint)start, length);
        _typeface = SKTypeface.FromData(_data, index);
        _blob = new HarfBuzz.Blob((nint)start, length, HarfBuzz.MemoryMode.ReadOnly);
        _face = new HarfBuzz.Face(_blob, index);
        Shaper = new HarfBuzz.Font(_face);
    }

    /// <param name="path">A font, or a collection of them.</param>
    /// <param name="index">Which of the collection.</param>
    public static FontFile Open(string path, int index) => new(path, index);

    /// <summary>At its own scale, <see cref="UnitsPerEm"/>.</summary>
    public HarfBuzz.Font Shaper { get; }

    public int UnitsPerEm => _typeface.UnitsPerEm;

    /// <summary>Black or white and on the font's own instructions: at one bit that reads better than any grey cut in two.</summary>
    public SKFont At(int size)
    {
        if (!_sizes.TryGetValue(size, out var font))
        {
            font = new SKFont(_typeface, size) { Edging = SKFontEdging.Alias, Hinting = SKFontHinting.Normal, Subpixel = false };
            _sizes.Add(size, font);
        }
        return font;
    }

    public void Dispose()
    {
        foreach (var font in _sizes.Values)
        {
            font.Dispose();
        }
        Shaper.Dispose();
        _face.Dispose();
        _blob.Dispose();
        _typeface.Dispose();
        _data.Dispose();
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
