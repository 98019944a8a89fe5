using Gantry.Linux;
using Gantry.Linux.Seccomp;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Seccomp;

/// <summary>Adds the rules of a profile to a filter.</summary>
internal sealed class SeccompRules(SeccompFilter filter, SeccompAction defaultAction)
{
    private const uint HighestErrno = 4095;
    private const uint HighestArgument = 5;

    /// <summary>Names seen so far, those that were skipped too.</summary>
    public int Count { get; private set; }

    public bool HasNotify { get; private set; }

    /// <summary>The action of a word, with EPERM where the profile gives it no errno.</summary>
    public static SeccompAction Action(string word, uint? errno, string field, string errnoField)
    {
        if (errno > HighestErrno)
        {
            throw new SeccompException($"{errnoField}: {errno} is no error number: the highest is {HighestErrno}");
        }

        return SeccompWords.Action(word, (ushort)(errno ?? (uint)Errno.EPERM))
            ?? throw new SeccompException(word.Length == 0 ? $"{field}: is missing" : $"{field}: unknown action {word}");
    }

    public void Add(SeccompRule rule, string field)
    {
        var action = Action(rule.Action, rule.ErrnoRet, $"{field}.action", $"{field}.errnoRet");
        HasNotify |= action == SeccompAction.Notify;
        var comparisons = Comparisons(rule.Args ?? [], field);
        foreach (var name in rule.Names)
        {
            Add(name, action, comparisons, field);
        }
    }

    private void Add(string name, SeccompAction action, SeccompComparison[] comparisons, string field)
    {
        Count++;
        if (name.Length == 0)
        {
            throw new SeccompException($"{field}.names: has an empty name");
        }

        // The number of the listener's descriptor is still to be written to the parent when the filter is in force.
        if (action == SeccompAction.Notify && name == "write")
        {
            throw new SeccompException(
                $"{field}.action: SCMP_ACT_NOTIFY cannot be used for the write syscall: the container could not report its listener");
        }

        // libseccomp refuses a rule that changes nothing, and profiles name calls that it, or this machine, does not have yet.
        if (action == defaultAction || SeccompFilter.FindSyscall(name) is not { } syscall)
        {
            return;
        }

        var label = $"{field} {name}";
        if (!SharesArgument(comparisons))
        {
            filter.AddRule(action, syscall, label, comparisons);
            return;
        }

        // libseccomp takes one comparison per argument. With two, runc has always made a rule of each, so that meeting either is enough,
        // and profiles rely on it.
        foreach (var comparison in comparisons)
        {
            filter.AddRule(action, syscall, label, [comparison]);
        }
    }

    private static SeccompComparison[] Comparisons(IReadOnlyList<SeccompArgument> arguments, string field)
    {
        var comparisons = new SeccompComparison[arguments.Count];
        for (var i = 0; i < comparisons.Length; i++)
        {
            var argument = arguments[i];
            if (argument.Index > HighestArgument)
            {
                throw new SeccompException($"{field}.args[{i}].index: {argument.Index} is no argument: they are 0 to {HighestArgument}");
            }

            var comparison = SeccompWords.Operator(argument.Op)
                ?? throw new SeccompException($"{field}.args[{i}].op: unknown operator {argument.Op}");
            comparisons[i] = new SeccompComparison(argument.Index, comparison, argument.Value, argument.ValueTwo);
        }

        return comparisons;
    }

    private static bool SharesArgument(SeccompComparison[] comparisons)
    {
        var seen = 0;
        foreach (var comparison in comparisons)
        {
            var bit = 1 << (int)comparison.Index;
            if ((seen & bit) != 0)
            {
                return true;
            }

            seen |= bit;
        }

        return false;
    }
}
