using System.Collections.Immutable;
using Contract;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.DialogueFlow;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>The part of the dialogue in which items are brought back. By whom, nobody asks.</summary>
static class ReturnFlow
{
    public static (Step, ImmutableArray<Effect>) Begin(Situation now, DialoguePolicy policy) =>
        now.Online || policy.TakesReturnsOffline ? Enter(new Returning([])) : Enter(new Offline());

    public static (Step, ImmutableArray<Effect>) Advance(Situation now, DialogueEvent happened, DialoguePolicy policy) => (now.Step, happened) switch
    {
        (IRequesting { Pending: { } pending } at, _) => SettlementFlow.Advance(now, at, pending, happened, policy),

        (Returning(var items, _, _), ItemScanned scan) => TakeBack(now, items, scan, policy),
        (Returning(var items, _, _), PatronScanned or PhoneScanned) => Enter(new NotReturned(items, ReturnProblem.PatronsCard)),
        (Returning(var items, _, _), OtherScanned(var problem)) => Enter(new NotReturned(items, ProblemOf(problem))),
        (Returning, KeyPressed(Key.Star or Key.Hash) or KeyHeld(Key.Star) or Elapsed) => Enter(new Goodbye()),

        (NotReturned(var items, _), ItemScanned scan) => TakeBack(now, items, scan, policy),
        (NotReturned(var items, _), PatronScanned or PhoneScanned) => Enter(new NotReturned(items, ReturnProblem.PatronsCard)),
        (NotReturned(var items, _), OtherScanned(var problem)) => Enter(new NotReturned(items, ProblemOf(problem))),
        (NotReturned(var items, _), KeyPressed(Key.Star or Key.Hash) or Elapsed) => Enter(new Returning(items)),
        (NotReturned, KeyHeld(Key.Star)) => Enter(new Goodbye()),

        (_, CardArrived) => Read(now, policy),   // and now they would like to borrow
        _ => Stay(now),
    };

    /// <summary>What became of a return.</summary>
    public static (Step, ImmutableArray<Effect>) Tell(Returning at, CheckinRequested wanted, DeviceEvent settlement) => settlement switch
    {
        CheckinTold(_, CheckinAccepted(var goes)) => Take(at, wanted.Item, BoxOf(goes)),
        CheckinMadeOffline => Take(at, wanted.Item, ReturnBox.Unsorted),
        CheckinTold(_, CheckinRefused(var reason)) => Enter(new NotReturned(at.Items, ProblemOf(reason))),
        _ => Enter(new NotReturned(at.Items, ReturnProblem.NoAnswer)),
    };

    static (Step, ImmutableArray<Effect>) TakeBack(Situation now, ImmutableList<string> items, ItemScanned scan, DialoguePolicy policy) =>
        items.Contains(scan.Item) ? (new Returning(items), [new Show(Light.Success), new Play(Cue.Returned)])   // it has been counted
        : now.Online || policy.TakesReturnsOffline ? SettlementFlow.Request(new Returning(items), scan.Request, new CheckinRequested(scan.Item))
        : Enter(new NotReturned(items, ReturnProblem.NoAnswer));

    static (Step, ImmutableArray<Effect>) Take(Returning at, string item, ReturnBox box) =>
        (new Returning(at.Items.Add(item), box), [new Show(Light.Success), new Play(Cue.Returned)]);

    static ReturnBox BoxOf(CheckinRouting goes) => goes switch
    {
        CheckinRouting.Shelf => ReturnBox.Shelf,
        CheckinRouting.HoldShelf => ReturnBox.HoldShelf,
        CheckinRouting.OtherBranch => ReturnBox.OtherBranch,
        CheckinRouting.Staff => ReturnBox.Staff,
    };

    static ReturnProblem ProblemOf(CheckinRefusal reason) => reason switch
    {
        CheckinRefusal.ItemUnknown => ReturnProblem.Unknown,
        CheckinRefusal.NotOnLoan => ReturnProblem.NotOnLoan,
        CheckinRefusal.SeeStaff => ReturnProblem.SeeStaff,
    };

    static ReturnProblem ProblemOf(ItemProblem scanned) => scanned == ItemProblem.PublishersBarcode ? ReturnProblem.PublishersBarcode : ReturnProblem.NotRead;
}
