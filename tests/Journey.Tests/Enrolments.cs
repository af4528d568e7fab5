namespace Journey.Tests;

/// <summary>What a person does at the counter to become a patron, or to have the card linked.</summary>
static class Enrolments
{
    extension(Journey journey)
    {
        /// <summary>Presses keys one after the other.</summary>
        public Task TypeAsync(string keys) => journey.Counter.PressAsync(keys, journey.Cancel);

        /// <summary>The card is no patron's, and the person is new here.</summary>
        public async Task ChooseRegistrationAsync(string person)
        {
            await journey.PutCardAsync(person, "S10");
            await journey.TypeAsync("1");
        }

        public async Task ConsentAsync()
        {
            await journey.SeesAsync("S11");
            await journey.TypeAsync("#");
        }

        /// <summary>Both numbers: the same for both unless another is given.</summary>
        public async Task EnterPinsAsync(string pin, string? textPin = null)
        {
            await journey.SeesAsync("S12");
            await journey.TypeAsync($"{pin}#");
            await journey.SeesAsync("S13");
            await journey.AnswerSameNumberAsync(textPin is null ? "#" : "*");
            if (textPin is not null)
            {
                await journey.SeesAsync("S12");
                await journey.TypeAsync($"{textPin}#");
            }
        }

        /// <summary>For its first second the question takes no answer, so that an Enter pressed twice is none; and a second answer would be one to the next question.</summary>
        async Task AnswerSameNumberAsync(string key)
        {
            while (journey.Counter.Screen.Id == "S13")
            {
                await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, journey.Cancel);
                await journey.TypeAsync(key);
                for (var look = 0; look < 100 && journey.Counter.Screen.Id == "S13"; look++)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, journey.Cancel);
                }
            }
        }

        /// <summary>From the first tap to the menu of a new patron; the telephone number and the page for the phone are left out.</summary>
        public async Task RegisterAsync(string person, string pin)
        {
            await journey.ChooseRegistrationAsync(person);
            await journey.ConsentAsync();
            await journey.EnterPinsAsync(pin);
            await journey.AgreeAsync();
            await journey.SeesAsync("S17");
            await journey.TypeAsync("*");
            await journey.SeesAsync("S18");
            await journey.TypeAsync("#");
            await journey.SeesAsync("S20");
        }

        /// <summary>Yes, that is me; no telephone number.</summary>
        public async Task AgreeAsync()
        {
            await journey.SeesAsync("S15");
            await journey.TypeAsync("#");
            await journey.SeesAsync("S16");
            await journey.TypeAsync("*");
        }

        /// <summary>From the first tap to the menu, with the library card that the person has.</summary>
        public async Task LinkAsync(string person, string number, string pin, string? textPin = null)
        {
            Assert.True(journey.Counter.PutCard(person));
            await journey.SeesAsync("S10");
            await journey.TypeAsync("2");
            await journey.SeesAsync("S19");
            await journey.Counter.ScanAsync(number, journey.Cancel);
            await journey.SeesAsync("S19", texts => texts.Any(text => text.EndsWith(number[^4..], StringComparison.Ordinal)));
            await journey.TypeAsync("#");
            await journey.ConsentAsync();
            await journey.EnterPinsAsync(pin, textPin);
            await journey.SeesAsync("S18");
            await journey.TypeAsync("#");
            await journey.SeesAsync("S20");
        }

        /// <summary>Takes the card and goes.</summary>
        public async Task LeaveAsync()
        {
            journey.Counter.RemoveCard();
            await journey.TypeAsync("*");
            await journey.SeesAsync("S01");
        }
    }
}
