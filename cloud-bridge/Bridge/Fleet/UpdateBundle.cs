namespace Bridge.Fleet;

/// <summary>A bundle that appliances may be offered, known by version and board; its bytes are a file of <see cref="Bundles"/>.</summary>
sealed class UpdateBundle
{
    /// <summary>Three numbers; one bundle for each board.</summary>
    public required string Version { get; init; }

    /// <summary>The board it is for, as RAUC names it.</summary>
    public required string Compatible { get; init; }

    /// <summary>Its name; of bundles that were taken in before schema 10 it has the version only.</summary>
    public required string File { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset At { get; init; }
}
