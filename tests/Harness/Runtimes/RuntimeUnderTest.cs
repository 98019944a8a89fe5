using Gantry.Harness.Packages;

namespace Gantry.Harness.Runtimes;

/// <summary>The OCI runtime that the contract suite drives: ours, or any other by the variable GANTRY_TEST_RUNTIME, where <c>runc</c> means Debian's newest.</summary>
public static class RuntimeUnderTest
{
    private static readonly string Chosen = Environment.GetEnvironmentVariable("GANTRY_TEST_RUNTIME") ?? "";

    /// <summary>False while the suite itself is being tested, on somebody else's runtime.</summary>
    public static bool IsOurs => Chosen.Length == 0;

    public static async Task<string> Program() => Chosen switch
    {
        "" => Binaries.Runtime,
        "runc" => (await Peers.Runc.Unpack()).Program("runc"),
        var path => path,
    };
}
