using Bridge.Library;
using Bridge.Storage;
using Contract;

namespace Bridge.Ingest;

/// <summary>Where requests of appliances are decided: at once by the built-in circulation, or soon by the library's own system. Everything here is part of the inbox's transaction.</summary>
interface IRequestDesk
{
    /// <summary>Decides the request, or has it decided: it is told when its outcome is written.</summary>
    Task LendAsync(BridgeDb db, Request request, Patron patron, CancellationToken cancel);

    /// <remarks>All loans of the patron where the request names no item.</remarks>
    Task RenewAsync(BridgeDb db, Request request, Patron patron, CancellationToken cancel);

    Task TakeBackAsync(BridgeDb db, Request request, CancellationToken cancel);

    /// <summary>The patron has the item in hand and a date in mind: the library's books follow, or staff do.</summary>
    Task HonourLoanAsync(BridgeDb db, Request request, DateOnly due, CancellationToken cancel);

    /// <summary>The item lies in the box, whatever was decided.</summary>
    Task HonourReturnAsync(BridgeDb db, Request request, CancellationToken cancel);

    /// <summary>Whoever asked was told that nothing came of it: what was not done is not done any more, a loan is undone.</summary>
    Task WithdrawAsync(BridgeDb db, Request request, CancellationToken cancel);

    /// <summary>Writes the patron what they have; they were told that a mail comes.</summary>
    /// <param name="device">Where they asked for it.</param>
    Task WriteReceiptAsync(BridgeDb db, Guid id, DeviceAddress device, Patron patron, CancellationToken cancel);
}
