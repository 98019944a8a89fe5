using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>Writes transactions: the whole table, or the elements by which one state differs from another.</summary>
/// <remarks>
/// The rules never change with what is published, only sets and maps do; so a change costs the same however many ports there are. Bridges
/// come and go seldom: for them the table is replaced, which no packet notices, since a transaction is one step.
/// </remarks>
internal sealed class Ruleset(NftablesName table)
{
    /// <summary>Puts the table for <paramref name="state"/> in the place of whatever is there.</summary>
    public NftablesScript Replace(RuleState state)
    {
        var script = Delete();
        RuleTable.Write(script, table, state);
        BridgeElements.Write(script, table, state.Bridges.Values);
        WriteElements(script, add: true, state.Published.Values.SelectMany(PortElement.Of));
        return script;
    }

    /// <summary>Takes the table away, if it is there.</summary>
    public NftablesScript Delete() => new NftablesScript().Add($"add table inet {table}").Add($"delete table inet {table}");

    /// <summary>Takes elements away and adds others.</summary>
    public NftablesScript Change(PortChange change)
    {
        var script = new NftablesScript();
        WriteElements(script, add: false, change.Removed);
        WriteElements(script, add: true, change.Added);
        return script;
    }

    private void WriteElements(NftablesScript script, bool add, IEnumerable<PortElement> elements)
    {
        foreach (var group in elements.GroupBy(element => element.Set))
        {
            if (add)
            {
                script.Add($$"""add element inet {{table}} {{group.Key}} {""");
            }
            else
            {
                script.Add($$"""delete element inet {{table}} {{group.Key}} {""");
            }

            foreach (var element in group)
            {
                element.Write(script, withData: add);
            }

            script.Add($$"""}""");
        }
    }
}
