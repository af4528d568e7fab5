using System.Net;
using System.Text.Json;
using Bridge.Settings;

namespace Bridge.Library.Koha;

/// <summary>Koha's patrons: entering a new one, and finding one by card number.</summary>
sealed class KohaPatrons(KohaClient koha, KohaSettings settings)
{
    /// <summary>Enters a patron, once.</summary>
    public Task<LibraryChange<PatronEntered>> AddAsync(Patron patron, bool mayHaveHappened, CancellationToken cancel) =>
        LookBeforeRepeat.RunAsync(mayHaveHappened, token => TryToAddAsync(patron, token), token => LookForAsync(patron.Number, token), cancel);

    /// <summary>Koha's own number of the patron.</summary>
    public async Task<LibraryLookup<KohaCard>> FindAsync(string number, CancellationToken cancel)
    {
        var query = Uri.EscapeDataString(JsonSerializer.Serialize(new KohaQuery(number), KohaJson.Default.KohaQuery));
        return await koha.AskAsync($"patrons?q={query}", cancel) is not KohaAnswer.Answered { Status: HttpStatusCode.OK } answer || answer.Read(KohaJson.Default.KohaCardArray) is not { } found
            ? new LibraryLookup<KohaCard>.Unavailable()
            : found.FirstOrDefault(patron => number.Equals(patron?.CardNumber, StringComparison.OrdinalIgnoreCase)) is { } known ? new LibraryLookup<KohaCard>.Found(known)
            : new LibraryLookup<KohaCard>.Unknown();
    }

    async Task<Attempt<PatronEntered>> TryToAddAsync(Patron patron, CancellationToken cancel) =>
        await koha.ChangeAsync(HttpMethod.Post, "patrons", JsonSerializer.SerializeToUtf8Bytes(Of(patron), KohaJson.Default.KohaPatron), cancel) switch
        {
            KohaAnswer.Answered { Status: HttpStatusCode.Created or HttpStatusCode.OK } => new Attempt<PatronEntered>.Done(new()),
            KohaAnswer.Answered { Status: var status } => new Attempt<PatronEntered>.Refused(_ => Task.FromResult(new Refusal(null, Why(status)))),
            KohaAnswer.Lost => new Attempt<PatronEntered>.Lost(),
            _ => new Attempt<PatronEntered>.NotSent(),
        };

    async Task<Evidence<PatronEntered>> LookForAsync(string number, CancellationToken cancel) => await FindAsync(number, cancel) switch
    {
        LibraryLookup<KohaCard>.Found => new Evidence<PatronEntered>.Happened(new()),
        LibraryLookup<KohaCard>.Unknown => new Evidence<PatronEntered>.DidNotHappen(),
        _ => new Evidence<PatronEntered>.Unclear(),
    };

    KohaPatron Of(Patron patron)
    {
        var name = patron.Name.Split(['　', ' '], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(patron.Number, name is [var family, ..] ? family : patron.Name, name is [_, var given] ? given : null, patron.BirthDate, patron.Address, patron.PostalCode, patron.Phone, patron.Email,
            settings.Library, settings.CategoryOf(patron.Category));
    }

    // For staff: what Koha's text says of the person stays out of it.
    static string Why(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Forbidden => "Koha answers 403: the bridge's account may not add patrons",
        HttpStatusCode.Conflict => "Koha answers 409: another patron has this card number",
        HttpStatusCode.BadRequest => "Koha answers 400: it wants a field that is not there, or knows neither library nor category",
        HttpStatusCode.NotFound => "Koha answers 404: its REST API is not at this address",
        _ => $"Koha answers {(int)status}",
    };
}

/// <summary>The patron is in the library system.</summary>
sealed record PatronEntered;
