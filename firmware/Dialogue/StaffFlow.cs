using System.Collections.Immutable;
using Contract;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.DialogueFlow;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>Staff at the appliance, and patrons who call them.</summary>
static class StaffFlow
{
    /// <summary>Somebody presses the key for it, on a screen that would send them to the counter.</summary>
    public static (Step, ImmutableArray<Effect>) Call(Step from, DialoguePolicy policy) => Enter(new CallingStaff(from switch
    {
        ShowingRenewals(var session, _, _, _) => new Recognised(session),
        Serving { Session: var session } => SessionFlow.Next(session, policy),
        NotReturned(var items, _) => new Returning(items),
        _ => null,
    }), new Record(new StaffCalled()));

    public static (Step, ImmutableArray<Effect>) Advance(Situation now, DialogueEvent happened) => (now.Step, happened) switch
    {
        (CallingStaff { IsCalled: false } at, Recorded(StaffCalled)) => Enter(at with { IsCalled = true }),
        (CallingStaff { IsCalled: true, Then: var then }, KeyPressed(Key.Star or Key.Hash) or KeyHeld(Key.Star) or Elapsed) => then is null ? AfterSession(now) : Enter(then),

        (StaffMenu at, ReportGathered(var report)) => (at with { Report = report }, []),
        (StaffMenu at, KeyPressed(Key.Digit1)) => Open(at, StaffPage.Journal),
        (StaffMenu at, KeyPressed(Key.Digit2)) => Open(at, StaffPage.Devices),
        (StaffMenu at, KeyPressed(Key.Digit3)) => Open(at, StaffPage.TestPattern),
        (StaffMenu { Page: StaffPage.Journal or StaffPage.Devices } at, KeyPressed(Key.Hash)) => (at with { Report = null }, [new GatherReport()]),
        (StaffMenu { Page: StaffPage.Menu }, KeyPressed(Key.Star)) => AfterSession(now),
        (StaffMenu at, KeyPressed(Key.Star)) => Open(at, StaffPage.Menu),
        (StaffMenu, KeyHeld(Key.Star) or Elapsed) => AfterSession(now),

        (StaffMenu, SetupButtonPressed) => Stay(now, new OpenSetup()),
        (StaffMenu at, ItemScanned(_, var item)) => (Ask(at, new(item)), [new AskBridge(new WhatIsThis(item))]),
        (StaffMenu at, Answered(WhatIsThis asked, var answer)) when asked == at.Asked => (at with { Item = answer }, []),
        (StaffMenu at, Unanswered(WhatIsThis asked)) when asked == at.Asked => (at with { Item = new AskFailed("E-01") }, []),
        (StaffMenu, PatronScanned or PhoneScanned or OtherScanned) => Stay(now, new Play(Cue.Failure)),

        _ => Stay(now),
    };

    static (Step, ImmutableArray<Effect>) Open(StaffMenu at, StaffPage page) => (at with { Page = page, Item = null, Asked = null }, []);

    static StaffMenu Ask(StaffMenu at, WhatIsThis asked) => at with { Page = StaffPage.Item, Item = null, Asked = asked };
}
