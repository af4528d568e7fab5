using Bridge.Web;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Web;

public sealed class PasswordTests
{
    /// <summary>"secret", as Python's hashlib makes it.</summary>
    const string Known = "pbkdf2-sha256$600000$AAECAwQFBgcICQoLDA0ODw$QFlfUt5TOWL-Z9_JFnAgF7qiOQjh4m6hInZukhW81AM";

    [Fact]
    public void A_password_is_known_by_its_hash_and_the_hash_tells_it_to_nobody()
    {
        var hash = PasswordHash.Of("ひらけゴマ１２３");

        Assert.True(PasswordHash.IsRight("ひらけゴマ123", hash));   // the same keys in another input mode
        Assert.False(PasswordHash.IsRight("ひらけゴマ124", hash));
        Assert.False(PasswordHash.IsRight("", hash));
        Assert.NotEqual(hash, PasswordHash.Of("ひらけゴマ１２３"));
    }

    [Fact]
    public void The_bridge_takes_six_hundred_thousand_rounds_and_only_these_tests_take_fewer()
    {
        Assert.Equal(600_000, PasswordHash.Recommended);
        Assert.StartsWith("pbkdf2-sha256$1000$", PasswordHash.Of("secret"), StringComparison.Ordinal);
        Assert.DoesNotContain("PasswordIterations", File.ReadAllText(Path.ChangeExtension(typeof(PasswordHash).Assembly.Location, ".runtimeconfig.json")), StringComparison.Ordinal);
        Assert.True(PasswordHash.IsRight("secret", Known));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("pbkdf2-sha256$600000$AAAA$AAAA")]
    [InlineData("pbkdf2-sha256$99999999999$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("pbkdf2-sha256$0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_hash_lets_nobody_in(string? hash) => Assert.False(PasswordHash.IsHash(hash) || PasswordHash.IsRight("secret", hash));

    [Property]
    public bool Any_text_is_a_hash_or_none(string text) => !PasswordHash.IsHash(text);

    [Fact]
    public void A_pause_begins_with_the_fifth_wrong_password_and_grows_to_an_hour() =>
        Assert.Equal([0, 0, 0, 0, 5, 10, 20, 40, 60, 60], Enumerable.Range(1, 10).Select(wrong => (int)LockOut.PauseAfter(wrong).TotalMinutes));

    [Fact]
    public async Task Many_tries_at_the_same_moment_are_no_way_around_the_pause()
    {
        await using var bridge = await TestBridge.QuietAsync();
        var hash = PasswordHash.Of("right");
        var desk = bridge.Get<PasswordDesk>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => desk.JudgeAsync("wrong", hash, ["somebody"], TestContext.Current.CancellationToken)));

        Assert.Equal(LockOut.Tries, outcomes.Count(outcome => outcome is PasswordOutcome.Wrong));
        Assert.Equal(15 - LockOut.Tries, outcomes.Count(outcome => outcome is PasswordOutcome.Locked));
    }

    [Fact]
    public async Task The_pause_outlives_a_restart_and_the_table_names_nobody()
    {
        await using var bridge = await TestBridge.QuietAsync();
        for (var tries = 0; tries < LockOut.Tries; tries++)
        {
            await bridge.Get<PasswordDesk>().JudgeAsync("wrong", null, ["card 1001"], TestContext.Current.CancellationToken);
        }
        await bridge.RestartAsync();

        Assert.IsType<PasswordOutcome.Locked>(await bridge.Get<PasswordDesk>().JudgeAsync("wrong", null, ["card 1001"], TestContext.Current.CancellationToken));
        Assert.Equal(-1, (await File.ReadAllBytesAsync(Path.Combine(bridge.Folder, "bridge.db"), TestContext.Current.CancellationToken)).AsSpan().IndexOf("card 1001"u8));
    }
}
