namespace Gantry.Harness.Packages;

/// <summary>A release of Debian, by its name in the archive.</summary>
public sealed record DebianSuite(string Name)
{
    public static DebianSuite Bookworm { get; } = new("bookworm");

    public static DebianSuite Trixie { get; } = new("trixie");

    public static DebianSuite Forky { get; } = new("forky");

    public static DebianSuite Sid { get; } = new("sid");

    public override string ToString() => Name;
}
