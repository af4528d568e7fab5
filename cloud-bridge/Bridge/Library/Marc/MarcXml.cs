using System.Xml;

namespace Bridge.Library.Marc;

/// <summary>Reads MARC as XML (MARCXML of the Library of Congress; collections of records, with any prefix, and as OAI-PMH wraps them).</summary>
static class MarcXml
{
    static readonly XmlReaderSettings Careful = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };

    public static bool IsLike(ReadOnlySpan<byte> file) => file.TrimStart("\uFEFF \r\n\t"u8) is [(byte)'<', ..];

    /// <param name="take">Gets the line on which the record begins, and the record.</param>
    /// <returns>The line on which the file ceases to be XML; null when it is to its end.</returns>
    public static int? Read(Stream file, Action<int, MarcRecord> take)
    {
        using var xml = XmlReader.Create(file, Careful);
        try
        {
            while (xml.Read())
            {
                if (xml.NodeType is XmlNodeType.Element && xml.LocalName == "record" && !xml.IsEmptyElement)
                {
                    var line = ((IXmlLineInfo)xml).LineNumber;
                    using var inner = xml.ReadSubtree();
                    if (ReadRecord(inner) is { } record)
                    {
                        take(line, record);
                    }
                }
            }
            return null;
        }
        catch (XmlException e)
        {
            return Math.Max(1, e.LineNumber);
        }
    }

    // OAI-PMH wraps a record into one of its own; the fields are those of the one inside. Null when there are none.
    static MarcRecord? ReadRecord(XmlReader xml)
    {
        var (leader, fields, parts, tag, code) = ("", new List<MarcField>(), new List<(char, string)>(), "", '\0');
        while (xml.Read())
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "leader"):
                    leader = xml.ReadString();
                    break;
                case (XmlNodeType.Element, "controlfield"):
                    tag = xml.GetAttribute("tag") ?? "";
                    fields.Add(new(tag, xml.ReadString().Trim(), []));
                    break;
                case (XmlNodeType.Element, "datafield"):
                    (tag, parts) = (xml.GetAttribute("tag") ?? "", []);
                    break;
                case (XmlNodeType.Element, "subfield"):
                    code = xml.GetAttribute("code") is [var one, ..] ? one : '\0';
                    parts.Add((code, xml.ReadString().Trim()));
                    break;
                case (XmlNodeType.EndElement, "datafield"):
                    fields.Add(new(tag, "", [.. parts]));
                    break;
            }
        }
        return fields.Count == 0 ? null : new(leader, fields);
    }
}
