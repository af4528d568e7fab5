using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bridge.Library.Koha;

/// <summary>What Koha lists: a patron's checkouts and holds, and what the items and titles in them are called. Null: no answer that can be read.</summary>
sealed class KohaShelf(KohaClient koha)
{
    const int PerPage = 100, MostPages = 20;

    /// <summary>Titles asked for one by one in a list of holds.</summary>
    const int MostTitles = 50;

    public Task<IReadOnlyList<KohaCheckout>?> CheckoutsAsync(long patron, CancellationToken cancel) => ListAsync($"checkouts?patron_id={patron}", KohaJson.Default.KohaCheckoutArray, null, cancel);

    /// <param name="patron">Koha's own number.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="withCancelling">Whether somebody has asked to cancel it, too; Koha knows that since 22.05.</param>
    public Task<IReadOnlyList<KohaHold>?> HoldsAsync(long patron, CancellationToken cancel, bool withCancelling = false) =>
        ListAsync($"holds?patron_id={patron}", KohaJson.Default.KohaHoldArray, withCancelling ? "cancellation_requested" : null, cancel);

    /// <summary>Empty where no item has this barcode.</summary>
    public Task<IReadOnlyList<KohaItem>?> ByBarcodeAsync(string barcode, CancellationToken cancel) => ListAsync($"items?external_id={Uri.EscapeDataString(barcode)}", KohaJson.Default.KohaItemArray, null, cancel);

    public async Task<IReadOnlyDictionary<long, KohaItem>?> ItemsAsync(IEnumerable<long> ids, CancellationToken cancel)
    {
        var items = new Dictionary<long, KohaItem>();
        foreach (var some in ids.Distinct().Chunk(PerPage))
        {
            var query = Uri.EscapeDataString(JsonSerializer.Serialize(new KohaItemQuery(some), KohaJson.Default.KohaItemQuery));
            if (await ListAsync($"items?q={query}", KohaJson.Default.KohaItemArray, "biblio", cancel) is not { } found)
            {
                return null;
            }
            foreach (var item in found)
            {
                items[item.ItemId] = item;
            }
        }
        return items;
    }

    /// <summary>Those it tells; a title without a name costs no list.</summary>
    public async Task<IReadOnlyDictionary<long, KohaBiblio>> TitlesAsync(IEnumerable<long> ids, CancellationToken cancel)
    {
        var titles = new Dictionary<long, KohaBiblio>();
        foreach (var id in ids.Distinct().Take(MostTitles))
        {
            if (await koha.AskAsync($"biblios/{id}", cancel) is KohaAnswer.Answered { Status: HttpStatusCode.OK } answer && answer.Read(KohaJson.Default.KohaBiblio) is { } title)
            {
                titles[id] = title;
            }
        }
        return titles;
    }

    // Page after page: a list cut short would prove that something is not there.
    async Task<IReadOnlyList<T>?> ListAsync<T>(string path, JsonTypeInfo<T[]> type, string? embed, CancellationToken cancel)
        where T : class
    {
        var all = new List<T>();
        for (var page = 1; page <= MostPages; page++)
        {
            if (await koha.AskAsync($"{path}&_per_page={PerPage}&_page={page}", cancel, embed) is not KohaAnswer.Answered { Status: HttpStatusCode.OK } answer
                || answer.Read(type) is not { } some || some.Contains(null))
            {
                return null;
            }
            all.AddRange(some);
            if (some.Length < PerPage)
            {
                return all;
            }
        }
        return null;
    }
}
