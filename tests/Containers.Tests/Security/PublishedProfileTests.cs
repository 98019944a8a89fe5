using System.Runtime.InteropServices;
using Gantry.Containers.Security;
using Gantry.Linux;
using Gantry.Linux.Capabilities;

namespace Gantry.Containers.Tests.Security;

public sealed class PublishedProfileTests
{
    private static readonly KernelVersion Kernel = new(6, 1);

    public static TheoryData<Architecture, string> Cases()
    {
        string[] grants = ["the defaults", "none", "all", .. CapabilityNames.All];
        var cases = new TheoryData<Architecture, string>();
        foreach (var grant in grants)
        {
            cases.Add(Architecture.X64, grant);
            cases.Add(Architecture.Arm64, grant);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Our_default_profile_differs_from_the_published_one_exactly_where_it_is_listed(Architecture machine, string grant)
    {
        var granted = Granted(grant);
        var theirs = new SeccompConditions(granted, machine, Kernel).Resolve(await PublishedProfile.Read());
        Assert.NotNull(theirs);

        var found = Differences(ProfileVerdicts.Of(DefaultSeccompProfile.Build(granted, machine, Kernel)), ProfileVerdicts.Of(theirs));

        var listed = ListedDifference.All
            .Where(difference => difference.When(granted))
            .SelectMany(difference => difference.Calls.Split(' ').Select(call => $"{call}: {difference.Kind}"));
        Assert.Equal(listed.Order(), found.Order());
    }

    private static CapabilitySet Granted(string grant) => grant switch
    {
        "the defaults" => DefaultCapabilities.Set,
        "none" => CapabilitySet.None,
        "all" => CapabilitySet.AllKnown,
        _ => CapabilitySet.Of(CapabilityNames.Find(grant) ?? throw new ArgumentException(grant, nameof(grant))),
    };

    private static List<string> Differences(Dictionary<string, string> ours, Dictionary<string, string> theirs)
    {
        var found = new List<string>();
        foreach (var call in ours.Keys.Union(theirs.Keys))
        {
            var (our, their) = (ours.GetValueOrDefault(call, ProfileVerdicts.Denied), theirs.GetValueOrDefault(call, ProfileVerdicts.Denied));
            if (our != their)
            {
                var kind = their == ProfileVerdicts.Denied ? Difference.OnlyOursAllows
                    : our == ProfileVerdicts.Denied ? Difference.OnlyTheirsAllows
                    : Difference.OtherConditions;
                found.Add($"{call}: {kind}");
            }
        }

        return found;
    }
}
