using Gantry.Bench;

var chosen = AllBenchmarks.List.Where(benchmark => args.Length == 0 || args.Any(word => benchmark.Name.Contains(word, StringComparison.OrdinalIgnoreCase))).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"No benchmark has one of these words in its name: {string.Join(' ', args)}");
    return 1;
}

foreach (var benchmark in chosen)
{
    Report.Print(benchmark, await benchmark.Measure());
}

return 0;
