using System.Xml.Linq;

namespace Gantry.Harness.Guest;

/// <summary>What became of one test in a guest.</summary>
/// <param name="Name">With the test's arguments.</param>
/// <param name="Failure">Null where it did not fail.</param>
/// <param name="SkipReason">Null where it was not skipped.</param>
public sealed record GuestTest(string Name, string? Failure, string? SkipReason)
{
    public override string ToString() => Name;

    // https://xunit.net/docs/format-xml-v2
    internal static GuestTest Of(XElement test)
    {
        var name = (string?)test.Attribute("name") ?? "";
        return (string?)test.Attribute("result") switch
        {
            "Pass" => new GuestTest(name, Failure: null, SkipReason: null),
            "Skip" => new GuestTest(name, Failure: null, (string?)test.Element("reason") ?? "for no reason given"),
            var other => new GuestTest(name, $"{other}: {(string?)test.Descendants("message").FirstOrDefault()}\n{(string?)test.Descendants("stack-trace").FirstOrDefault()}", SkipReason: null),
        };
    }
}
