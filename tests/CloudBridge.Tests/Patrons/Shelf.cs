using Bridge.Library;

namespace CloudBridge.Tests.Patrons;

/// <summary>What stands in a library for a test of its pages.</summary>
static class Shelf
{
    extension(PatronWeb web)
    {
        public DateOnly Today => web.Bridge.Get<LibraryClock>().Today;

        /// <summary>A title with a copy of its own.</summary>
        public async Task<Item> AddTitleAsync(string barcode, string name, string? kana = null, string? author = null, string? isbn = null, LoanRule rule = LoanRule.Normal, string? branch = null)
        {
            var title = new Title { Name = name, Kana = kana, Author = author, Isbn = isbn };
            title.Search = SearchText.Of(title);
            await web.Bridge.WriteAsync(db => db.Titles.Add(title));
            return await web.Bridge.AddItemAsync(barcode, rule, title: title, branch: branch);
        }

        public Task LendAsync(Patron patron, Item item, int dueIn = 3) =>
            web.Bridge.WriteAsync(db => db.Loans.Add(new() { ItemId = item.Id, PatronId = patron.Id, LentOn = web.Today.AddDays(-10), Due = web.Today.AddDays(dueIn) }));

        public async Task<Hold> HoldAsync(Patron patron, Item item, HoldState state = HoldState.Queued, string? slot = null, string pickup = "main")
        {
            var hold = new Hold
            {
                TitleId = item.TitleId, PatronId = patron.Id, Pickup = pickup, PlacedAt = web.Bridge.Clock.GetUtcNow(), State = state,
                ItemId = state is HoldState.Queued ? null : item.Id, Slot = slot, Until = state is HoldState.Ready ? web.Today.AddDays(5) : null,
            };
            await web.Bridge.WriteAsync(db => db.Holds.Add(hold));
            return hold;
        }
    }
}
