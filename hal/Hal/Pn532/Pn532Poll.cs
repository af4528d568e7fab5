namespace Hal.Pn532;

/// <summary>One round of polling: type B first, because a My Number card in a wallet with a transport card is what the patron means.</summary>
internal sealed class Pn532Poll(Pn532Chip chip, CardTimeout timeout, Pn532Settings settings, TimeProvider time)
{
    static readonly Pn532Modulation[] Order = [Pn532Modulation.TypeB, Pn532Modulation.FeliCa212, Pn532Modulation.FeliCa424, Pn532Modulation.TypeA];
    static readonly CardSighting Nothing = new CardSighting.Gone();

    public async ValueTask<CardSighting> RoundAsync(Pn532Reader reader, CancellationToken cancel)
    {
        foreach (var modulation in Order)
        {
            var seen = await LookAsync(reader, modulation, cancel);
            if (seen is not null)
            {
                return seen;
            }
        }
        return Nothing;
    }

    async ValueTask<CardSighting?> LookAsync(Pn532Reader reader, Pn532Modulation modulation, CancellationToken cancel)
    {
        var reason = "";
        for (var attemptsLeft = settings.ActivationAttempts; attemptsLeft > 0; attemptsLeft--)
        {
            var (count, target) = await chip.ListPassiveTargetAsync(modulation, cancel);
            if (target is null)
            {
                return reason.Length == 0 ? null : Nothing;
            }
            if (count > 1)
            {
                await chip.InReleaseAsync(0, cancel);
                return new CardSighting.Several();
            }
            switch (target)
            {
                case Pn532Target.TypeB when settings.IsoDep == IsoDepMode.Own:
                    var activation = await IsoDep.ActivateAsync(chip, timeout, time, cancel);
                    if (activation.Session is { } session)
                    {
                        return Present(new IsoDepCard(reader, session, TimeSpan.FromSeconds(settings.ApduTimeout)));
                    }
                    if (activation.IsCollision && attemptsLeft == 1)
                    {
                        return new CardSighting.Several();
                    }
                    reason = activation.Reason;
                    break;
                case Pn532Target.TypeB:
                    return Present(new ChipDepCard(reader, chip, timeout, target, answersBlocks: true));
                case Pn532Target.TypeA { SpeaksIsoDep: true, HasAnswerToSelect: false }:
                    reason = "no answer to RATS";
                    break;
                case Pn532Target.TypeA { SpeaksIsoDep: true }:
                    // Whether this chip lets R(NAK) through to a type A card it activated itself is found out once a card.
                    var answersBlocks = await new Presence(chip, timeout).ByBlockAsync(target, cancel);
                    return Present(new ChipDepCard(reader, chip, timeout, target, answersBlocks));
                default:
                    return Present(new NumberCard(reader, chip, timeout, target, modulation));
            }
            await reader.RestartFieldAsync(chip, cancel);
        }
        return new CardSighting.Unreadable(reason);
    }

    static CardSighting.Present Present(Pn532Card card) => new(card);
}
