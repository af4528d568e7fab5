using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2;

/// <summary>How one kind of library system speaks SIP2. All dialects are rows of this table; settings change a column for one site.</summary>
sealed record Sip2Dialect
{
    public Sip2Encoding Encoding { get; init; } = Sip2Encoding.Utf8;
    public char Delimiter { get; init; } = '|';
    public Sip2LineEnd LineEnd { get; init; } = Sip2LineEnd.Cr;

    /// <summary>AY and AZ. Without them a late answer cannot be told from the right one, so the connection is given up on every doubt.</summary>
    public bool HasErrorDetection { get; init; } = true;

    /// <summary>What AS of 64 lists.</summary>
    public HoldList Holds { get; init; } = HoldList.Waiting;

    /// <summary>CP of the login: a service point without which later checkins fail.</summary>
    public bool NeedsServicePoint { get; init; }

    /// <summary>A patron's own loan is renewed through 11; 29 otherwise.</summary>
    public bool RenewsByCheckout { get; init; }

    /// <summary>BY of 15: 2 any copy, 3 this copy; null leaves it to the system.</summary>
    public int? HoldType { get; init; }

    /// <summary>Messages it does not know. Some close the connection on them, so they are never sent.</summary>
    public IReadOnlySet<string> Never { get; init; } = new HashSet<string>();

    /// <summary>Whether 11, 09 and 29 with no block are taken where 98 says so.</summary>
    public bool TakesOffline { get; init; } = true;

    /// <summary>UTF-8, and otherwise nothing but the text of the standard.</summary>
    public static Sip2Dialect Generic { get; } = new();

    /// <summary>Koha: AS is what waits for pick-up, CD what does not yet. No holds of one copy.</summary>
    public static Sip2Dialect Koha { get; } = Generic with { HoldType = 2 };

    /// <summary>Evergreen: AS is all holds, so waiting are those that are not in CD. No off-line call; the connection dies on it.</summary>
    public static Sip2Dialect Evergreen { get; } = Generic with { Holds = HoldList.All, RenewsByCheckout = true, TakesOffline = false, Never = new HashSet<string> { "01" } };

    /// <summary>FOLIO edge-sip2: IBM850 and no error detection unless the tenant sets them; CP is a UUID.</summary>
    public static Sip2Dialect Folio { get; } = Generic with
    {
        Encoding = Sip2Encoding.Ibm850,
        HasErrorDetection = false,
        NeedsServicePoint = true,
        TakesOffline = false,
        Never = new HashSet<string> { "01", "15", "25" },
    };

    public static Sip2Dialect Of(Sip2DialectName name) => name switch
    {
        Sip2DialectName.Generic => Generic,
        Sip2DialectName.Koha => Koha,
        Sip2DialectName.Evergreen => Evergreen,
        Sip2DialectName.Folio => Folio,
    };
}

enum Sip2DialectName { Generic, Koha, Evergreen, Folio }

/// <summary>What ends a line; on reading both are taken.</summary>
enum Sip2LineEnd { Cr, CrLf }

/// <summary>What AS of 64 lists; CD lists what is not ready in both.</summary>
enum HoldList
{
    /// <summary>Holds that wait for pick-up.</summary>
    Waiting,

    /// <summary>All holds, those of CD among them.</summary>
    All,
}
