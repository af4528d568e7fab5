namespace Bench;

/// <summary>The network between appliances and bridge, and who wants to know that it was taken away or given back.</summary>
sealed class LinkSwitch(BenchWorld world)
{
    public event Action? Moved;

    public bool IsUp => world.IsLinkUp;

    public void Set(bool isUp)
    {
        world.SetLink(isUp);
        Moved?.Invoke();
    }
}
