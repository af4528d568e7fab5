namespace Sandbox.ELibrary;

/// <summary>A book that nobody wrote, with its first page.</summary>
public sealed record EBook(string Id, string Title, string Author, string FirstPage)
{
    public static IReadOnlyList<EBook> All { get; } =
    [
        new("lake", "みずうみの郵便局", "白樺　ゆう", "その郵便局は、湖がこおる日にだけ開きました。切手のかわりに、局長はひとつかみの雪を、封筒のすみに置くのです。"),
        new("clock", "とけい台のねこ", "丘野　まさと", "とけい台には、針をいっぽんだけ動かせるねこが住んでいました。だから町の人は、ねこの昼寝のあいだ、だれも遅刻をしませんでした。"),
        new("bread", "三時のパンの歴史", "小麦　はる", "三時に焼きあがるパンについて書かれた記録は、おどろくほど少ない。書き手がみな、三時には食べていたからである。"),
    ];
}
