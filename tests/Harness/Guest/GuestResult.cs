namespace Gantry.Harness.Guest;

/// <summary>How a script ended in a guest; 124 where its time was up.</summary>
public sealed record GuestResult(string Script, int ExitCode, string Stdout, string Stderr)
{
    /// <summary>Itself.</summary>
    /// <exception cref="InvalidOperationException">The script did not end with 0.</exception>
    public GuestResult Succeeded() => ExitCode == 0 ? this : throw new InvalidOperationException(ToString());

    public override string ToString() => $"in the guest: {Script}: exit status {ExitCode}\n{Stdout}{Stderr}";
}
