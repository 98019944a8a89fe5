using System.Runtime.InteropServices;
using Gantry.Harness.Guest;

namespace Gantry.EndToEnd.Guest;

/// <summary>
/// A machine with cgroup v2 alone and with systemd, which most machines have and the one that runs this may not: test programs of this
/// repository run in it as they are, and each of their tests counts here.
/// </summary>
[Trait("Stage", "Slow")]
public sealed class GuestTests
{
    /// <summary>The projects and what is run of each.</summary>
    private static readonly (string Project, string[] Filters)[] Suites =
    [
        ("EndToEnd",
        [
            "--filter-class", "*.Contract.LimitTests", "*.Contract.DeviceTests", "*.Contract.KillTests", "*.Contract.ExecTests",
            "*.Contract.NamespaceTests", "*.Docker.FirstContainerTests", "*.Guest.*",
            "--filter-not-trait", "Stage=Slow",
        ]),

        // Without those that are all about cgroup v1.
        ("Runtime.Tests", ["--filter-namespace", "*.Cgroups*", "--filter-not-class", "*.LegacyCgroupTests", "*.HybridCgroupTests", "*.Cgroups.V1.*"]),
        ("Linux.Tests", ["--filter-namespace", "*.Cgroups*"]),
    ];

    public static async Task<IEnumerable<ITheoryDataRow>> Results()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return [new TheoryDataRow<GuestTest>(new GuestTest("any", null, null)) { Skip = "the guest is an x86-64 machine, and this one is not" }];
        }

        await using var guest = await GuestSuite.Boot([.. Suites.Select(suite => suite.Project)]);
        var results = new List<ITheoryDataRow>();
        foreach (var (project, filters) in Suites)
        {
            results.AddRange((await guest.Run(project, filters)).Select(Row));
        }

        return results;
    }

    [Theory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void A_test_passes_in_a_guest(GuestTest test)
    {
        if (test.Failure is { } failure)
        {
            Assert.Fail(failure);
        }
    }

    private static TheoryDataRow<GuestTest> Row(GuestTest test) => new(test) { Label = test.Name, Skip = test.SkipReason };
}
