using CloudBridge.Tests.Console;
using CloudBridge.Tests.Fleet;
using CloudBridge.Tests.Ingest;
using CloudBridge.Tests.Library;
using CloudBridge.Tests.Storage;

namespace CloudBridge.Tests;

// What must hold whichever database the bridge has: the same tests, once more. All others by hand, see tests/README.md.

[OnPostgreSql]
public sealed class InboxOnPostgreSqlTests : InboxTests;

[OnPostgreSql]
public sealed class ExactlyOnceOnPostgreSqlTests : ExactlyOnceTests;

[OnPostgreSql]
public sealed class EffectsOnPostgreSqlTests : EffectsTests;

[OnPostgreSql]
public sealed class CirculationEffectsOnPostgreSqlTests : CirculationEffectsTests;

[OnPostgreSql]
public sealed class OnceOnPostgreSqlTests : OnceTests;

[OnPostgreSql]
public sealed class BuiltInLibrarySystemOnPostgreSqlTests : BuiltInLibrarySystemTests;

[OnPostgreSql]
public sealed class CirculationOnPostgreSqlTests : CirculationTests;

[OnPostgreSql]
public sealed class HoldsOnPostgreSqlTests : HoldTests;

[OnPostgreSql]
public sealed class HistoryOnPostgreSqlTests : HistoryTests;

[OnPostgreSql]
public sealed class PatronRecordOnPostgreSqlTests : PatronRecordTests;

[OnPostgreSql]
public sealed class CatalogueOnPostgreSqlTests : CatalogueTests;

[OnPostgreSql]
public sealed class LedgerOnPostgreSqlTests : LedgerTests;

[OnPostgreSql]
public sealed class PairingOnPostgreSqlTests : PairingTests;

[OnPostgreSql]
public sealed class FleetOnPostgreSqlTests : FleetTests;

[OnPostgreSql]
public sealed class RolloutOnPostgreSqlTests : RolloutTests;
