using Contract;

namespace Firmware.Dialogue;

public abstract partial record Step
{
    /// <summary>S24: the gate is open; come in.</summary>
    /// <param name="IsOffline">By the site's rule, without the bridge.</param>
    public sealed record Entering(bool IsOffline) : Step;

    /// <summary>S25: the gate stays closed for this card; the screen never says why.</summary>
    public sealed record NotAdmitted : Step;

    /// <summary>S70: here it is, for whoever looks for it.</summary>
    public sealed record Identifying : Step;

    /// <summary>S86: nobody is here and the gate's door has stood open for too long. A card is served all the same.</summary>
    public sealed record DoorAlarm : Step;

    /// <summary>S71: the appliance writes new software, or restarts into it, and serves nobody.</summary>
    /// <param name="Percent">How far it is; null while it restarts.</param>
    public sealed record Updating(int? Percent) : Step;

    /// <summary>S72 menu, S73 journal and calls, S74 devices, S75 test pattern, S76 an item: what the appliance has to say of itself to staff.
    /// 1, 2 and 3 open a page, <c>#</c> asks anew, <c>*</c> goes back and from the menu away; a scan says what that item is.</summary>
    /// <param name="Name">As the console writes it; null where the site shows none.</param>
    /// <param name="Report">Null until it is gathered.</param>
    /// <param name="Item">On its own page: what was scanned is an <see cref="ItemDescribed"/>, <see cref="ItemUnknown"/>, or null while nobody has said.</param>
    public sealed record StaffMenu(string? Name, StaffPage Page = StaffPage.Menu, StaffReport? Report = null, Answer? Item = null) : Step
    {
        /// <summary>The question about that item; null on every other page.</summary>
        public WhatIsThis? Asked { get; init; }
    }
}
