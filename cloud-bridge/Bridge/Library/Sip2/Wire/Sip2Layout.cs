using System.Collections.Frozen;

namespace Bridge.Library.Sip2.Wire;

/// <summary>Where the fixed part of each message ends (3M SIP 2.00, one section a message): flags of 1, a date of 18, and what is named.</summary>
static class Sip2Layout
{
    const int Date = 18, Status = 14, Language = 3;

    static readonly FrozenDictionary<string, int> Widths = new Dictionary<string, int>
    {
        ["93"] = 2, ["94"] = 1,                                             // login
        ["99"] = 1 + 3 + 4, ["98"] = 6 + 3 + 3 + Date + 4,                  // status: flags, time-out, retries, version
        ["23"] = Language + Date, ["24"] = Status + Language + Date,        // patron status
        ["63"] = Language + Date + 10, ["64"] = Status + Language + Date + 6 * 4,   // patron information: summary; six counts
        ["11"] = 2 + Date + Date, ["12"] = 4 + Date,                        // checkout
        ["09"] = 1 + Date + Date, ["10"] = 4 + Date,                        // checkin
        ["29"] = 2 + Date + Date, ["30"] = 4 + Date,                        // renew
        ["65"] = Date, ["66"] = 1 + 4 + 4 + Date,                           // renew all: two counts
        ["15"] = 1 + Date, ["16"] = 2 + Date,                               // hold
        ["17"] = Date, ["18"] = 2 + 2 + 2 + Date,                           // item information: status, marker, fee type
        ["37"] = Date + 2 + 2 + 3, ["38"] = 1 + Date,                       // fee paid: fee, payment, currency
        ["35"] = Date, ["36"] = 1 + Date,                                   // end of the patron's session
        ["01"] = 1 + Date,                                                  // block patron
        ["97"] = 0, ["96"] = 0,                                             // send again
    }.ToFrozenDictionary();

    public static bool TryFixedWidth(string code, out int width) => Widths.TryGetValue(code, out width);
}
