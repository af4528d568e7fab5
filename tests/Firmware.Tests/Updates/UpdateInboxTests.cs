using Firmware.Updates;

namespace Firmware.Tests.Updates;

public sealed class UpdateInboxTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(255), InlineData(256), InlineData(10_000)]
    public async Task The_panel_is_given_at_once_and_once_however_much_waits_to_be_read(int before)
    {
        var inbox = new UpdateInbox();
        for (var i = 0; i < before; i++)
        {
            inbox.PostFromTimer(new UpdateEvent.Ticked(DateTimeOffset.UnixEpoch, Health.None));
        }
        inbox.GivePanel();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var given = 0;
        await foreach (var happened in inbox.ReadAllAsync(stop.Token))
        {
            given += happened is UpdateEvent.PanelGiven ? 1 : 0;
            if (happened is UpdateEvent.Installed)
            {
                break;
            }
            inbox.PostFromTimer(new UpdateEvent.Installed());   // stands behind all that is there
        }
        Assert.Equal(1, given);
    }
}
