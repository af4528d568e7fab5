namespace Bridge.Library.Marc;

/// <summary>One bibliographic record of MARC 21, whichever way it was written down.</summary>
/// <param name="Leader">24 characters; shorter when the file has it so.</param>
sealed record MarcRecord(string Leader, IReadOnlyList<MarcField> Fields)
{
    public IEnumerable<MarcField> Of(params string[] tags) => Fields.Where(field => tags.Contains(field.Tag));

    /// <summary>The first subfield of the first field that has one, in the order of the tags.</summary>
    public string? First(char code, params string[] tags) => tags.SelectMany(tag => Of(tag)).Select(field => field.First(code)).FirstOrDefault(text => text is not null);
}

/// <param name="Value">Of a control field (00X); empty otherwise.</param>
sealed record MarcField(string Tag, string Value, IReadOnlyList<(char Code, string Text)> Subfields)
{
    public string? First(char code) => Subfields.FirstOrDefault(part => part.Code == code && part.Text.Length > 0).Text;
}
