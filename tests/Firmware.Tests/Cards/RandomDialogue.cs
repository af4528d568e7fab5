using Firmware.Cards;
using Hal;
using Virtual.Cards;
using EnrolmentCard = Firmware.Cards.EnrolmentCard;

namespace Firmware.Tests.Cards;

/// <summary>Someone who does with a card whatever the firmware can do with one, in any order, and pulls it away at any moment.</summary>
sealed class RandomDialogue : IDisposable
{
    static readonly string[] People = ["yamada-hanako", "nakamura-yui", "kobayashi-fumiko"];
    static readonly byte[] Digest = new byte[32];

    readonly Random _random;
    readonly MyNumberOptions _options;
    readonly PinBuffer _pin = new();
    CardInField _field;
    EnrolmentCard _enrolment;
    int? _toldAuthentication, _toldText;

    public RandomDialogue(Random random)
    {
        _random = random;
        _options = Options();
        Card = TestCards.Of(People[random.Next(People.Length)], _options);
        (_field, _enrolment) = Lay();
    }

    public Virtual.Cards.MyNumberCard Card { get; }

    /// <summary>Does one thing, and checks what it may have cost.</summary>
    /// <returns>What was done.</returns>
    public async Task<string> StepAsync()
    {
        if (_field.IsGone || _random.Next(40) == 0)
        {
            (_field, _enrolment) = Lay();
            (_toldAuthentication, _toldText) = (null, null);
        }
        if (_random.Next(25) == 0)
        {
            (_field.TornAfter, _field.IsLastCarriedOut) = (_random.Next(8), _random.Next(2) == 0);
        }
        var operation = _random.Next(1000) switch
        {
            < 400 => nameof(TypeAsync),
            < 600 => nameof(EnrolmentCard.InspectAsync),
            < 770 => nameof(EnrolmentCard.VerifyAuthenticationAsync),
            < 940 => nameof(EnrolmentCard.VerifyTextAsync),
            < 965 => nameof(EnrolmentCard.SignAuthenticationAsync),
            < 997 => nameof(EnrolmentCard.ReadRecordsAsync),
            _ => nameof(Firmware.Cards.MyNumberCard.TapAsync),
        };
        var (authentication, text, signature, checks) = (Card.AuthenticationTries, Card.TextTries, Card.SignatureTries, Card.PinChecks);
        var mayCost = (Authentication: operation == nameof(EnrolmentCard.VerifyAuthenticationAsync) && _toldAuthentication == authentication,
            Text: operation == nameof(EnrolmentCard.VerifyTextAsync) && _toldText == text);
        try
        {
            await DoAsync(operation);
        }
        catch (CardRemovedException)
        {
        }
        catch (DeviceException) when (_options.IsAndroid || _options.Quirks.HasFlag(CardQuirks.CertificateAbsent))
        {
            // a phone has no text application, and a card without certificate no key
        }
        Assert.True(Card.AuthenticationTries >= authentication - (mayCost.Authentication ? 1 : 0), $"{operation} cost {authentication - Card.AuthenticationTries} tries of the authentication PIN");
        Assert.True(Card.TextTries >= text - (mayCost.Text ? 1 : 0), $"{operation} cost {text - Card.TextTries} tries of the text PIN");
        Assert.Equal(signature, Card.SignatureTries);
        Assert.True(Card.PinChecks <= checks + (mayCost.Authentication || mayCost.Text ? 1 : 0), $"{operation} gave the card {Card.PinChecks - checks} PINs");
        return operation;
    }

    public void Dispose()
    {
        _enrolment.Dispose();
        _pin.Dispose();
    }

    async ValueTask DoAsync(string operation)
    {
        var cancel = TestContext.Current.CancellationToken;
        switch (operation)
        {
            case nameof(TypeAsync):
                await TypeAsync();
                break;
            case nameof(EnrolmentCard.InspectAsync):
                (_toldAuthentication, _toldText) = (null, null);
                var inspection = await _enrolment.InspectAsync(cancel);
                (_toldAuthentication, _toldText) = (inspection.AuthenticationTries, inspection.TextTries);
                break;
            case nameof(EnrolmentCard.VerifyAuthenticationAsync):
                _toldAuthentication = null;   // when the card leaves now, nobody knows
                _toldAuthentication = await VerifyAsync(_enrolment.VerifyAuthenticationAsync, () => Card.AuthenticationTries);
                break;
            case nameof(EnrolmentCard.VerifyTextAsync):
                _toldText = null;
                _toldText = await VerifyAsync(_enrolment.VerifyTextAsync, () => Card.TextTries);
                break;
            case nameof(EnrolmentCard.SignAuthenticationAsync):
                await OutOfTurnAsync(async () => await _enrolment.SignAuthenticationAsync(Digest, cancel));
                break;
            case nameof(EnrolmentCard.ReadRecordsAsync):
                await OutOfTurnAsync(async () => await _enrolment.ReadRecordsAsync(Digest, cancel));
                break;
            case nameof(Firmware.Cards.MyNumberCard.TapAsync):
                await new Firmware.Cards.MyNumberCard(_field).TapAsync(Digest, cancel);
                (_field, _enrolment) = Lay();   // a tap selects other applications: an enrolment begins anew behind it
                (_toldAuthentication, _toldText) = (null, null);
                break;
        }
    }

    /// <returns>What the patron knows of the counter now; null where the card did not say.</returns>
    async ValueTask<int?> VerifyAsync(Func<PinBuffer, CancellationToken, ValueTask<PinOutcome>> verify, Func<int> triesLeft)
    {
        var outcome = await verify(_pin, TestContext.Current.CancellationToken);
        Assert.True(outcome is not (PinOutcome.Wrong or PinOutcome.Verified) || _pin.IsComplete, "fewer than four digits went to the card");
        switch (outcome)
        {
            case PinOutcome.Wrong(var left):
                Assert.Equal(triesLeft(), left);
                return left;
            case PinOutcome.NotTried(var left, _):
                Assert.True(left is null || left == triesLeft());
                return left;
            case PinOutcome.Blocked:
                Assert.Equal(0, triesLeft());
                return 0;
            default:
                Assert.IsType<PinOutcome.Verified>(outcome);
                Assert.Equal(MyNumberOptions.PinTries, triesLeft());
                return null;
        }
    }

    /// <summary>Our own mistake, as it is meant to show: an exception, and nothing sent.</summary>
    async Task OutOfTurnAsync(Func<Task> operation)
    {
        var before = _field.Commands;
        try
        {
            await operation();
        }
        catch (InvalidOperationException)
        {
            Assert.Equal(before, _field.Commands);
        }
    }

    ValueTask TypeAsync()
    {
        switch (_random.Next(6))
        {
            case 0:
                _pin.RemoveLast();
                break;
            case 1:
                _pin.TryAdd((Key)_random.Next(12));
                break;
            case 2:
                Type(_random.Next(10000).ToString("0000", System.Globalization.CultureInfo.InvariantCulture));
                break;
            case 3:
                Type(_options.TextPin);
                break;
            default:
                Type(_options.AuthenticationPin);
                break;
        }
        return default;
    }

    void Type(string digits)
    {
        _pin.Clear();
        foreach (var digit in digits)
        {
            Assert.True(_pin.TryAdd(Key.Digit0 + (digit - '0')));
        }
    }

    (CardInField, EnrolmentCard) Lay()
    {
        var field = new CardInField(Card);
        return (field, new(field, RecordAuthorities.None));
    }

    MyNumberOptions Options() => new()
    {
        IsAndroid = _random.Next(12) == 0,
        AuthenticationPin = Pin(),
        TextPin = Pin(),
        AuthenticationTries = _random.Next(MyNumberOptions.PinTries + 1),
        TextTries = _random.Next(MyNumberOptions.PinTries + 1),
        Quirks = _random.Next(3) == 0 ? (CardQuirks)_random.Next((int)CardQuirks.SignatureCertificateAbsent << 1) : CardQuirks.None,
    };

    string Pin() => _random.Next(3) == 0 ? "1234" : _random.Next(10000).ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
}
