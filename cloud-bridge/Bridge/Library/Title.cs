namespace Bridge.Library;

/// <summary>What the catalogue describes; its copies are <see cref="Item"/>s.</summary>
sealed class Title
{
    public long Id { get; init; }

    /// <summary>書名, with the volume where there is one.</summary>
    public required string Name { get; set; }

    /// <summary>Reading of the name.</summary>
    public string? Kana { get; set; }

    public string? Author { get; set; }
    public string? AuthorKana { get; set; }
    public string? Publisher { get; set; }

    /// <summary>As the catalogue writes it: <c>1987</c>, <c>2019.4</c>, <c>昭和60</c>.</summary>
    public string? Published { get; set; }

    /// <summary>13 digits.</summary>
    public string? Isbn { get; set; }

    /// <summary>書誌番号: what the catalogue this came from calls the record.</summary>
    public string? Record { get; set; }

    public TitleKind Kind { get; set; }

    /// <summary>Everything a patron may look for, folded by <see cref="SearchText"/>; empty until that is done.</summary>
    public string Search { get; set; } = "";
}

enum TitleKind { Book, Magazine, Av }
