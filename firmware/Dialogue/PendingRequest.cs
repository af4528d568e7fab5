using Contract;

namespace Firmware.Dialogue;

/// <summary>Something the library is asked to do, between the patron's wish and the moment they are told what came of it: loan, renewal or return.</summary>
/// <param name="Request">Id of the journal entry that asks.</param>
/// <param name="Wanted">What that entry says.</param>
/// <param name="Settlement">What is being written into the journal before the patron is told; null while the bridge decides.</param>
public sealed record PendingRequest(Guid Request, DeviceEvent Wanted, DeviceEvent? Settlement = null);

/// <summary>A step in which a request can be out; nothing ends it before that is settled.</summary>
public interface IRequesting
{
    PendingRequest? Pending { get; }

    Step With(PendingRequest? pending);
}
