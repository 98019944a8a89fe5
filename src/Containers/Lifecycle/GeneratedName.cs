using System.Security.Cryptography;

namespace Gantry.Containers.Lifecycle;

/// <summary>Names for containers that were given none: a mood and somebody who moved things.</summary>
internal static class GeneratedName
{
    private const int AttemptsWithoutNumber = 6;

    private static readonly string[] Moods =
    [
        "agile", "amber", "ample", "apt", "bold", "brave", "breezy", "bright", "brisk", "calm", "candid", "careful", "cheery", "clear", "clever",
        "cosy", "curious", "daring", "deft", "eager", "earnest", "fair", "fleet", "fond", "frank", "gentle", "glad", "golden", "happy", "hardy",
        "honest", "humble", "jolly", "keen", "kind", "lively", "loyal", "lucid", "mellow", "merry", "mild", "modest", "neat", "nimble", "noble",
        "patient", "placid", "plucky", "polite", "prompt", "proud", "quick", "quiet", "ready", "robust", "serene", "sharp", "sincere", "sleek",
        "smooth", "snug", "sober", "steady", "sturdy", "sunny", "swift", "tidy", "trusty", "upbeat", "vivid", "warm", "wise", "witty", "zesty",
    ];

    private static readonly string[] Movers =
    [
        "amundsen", "archimedes", "armstrong", "batuta", "bessemer", "bird", "bly", "brunel", "cabot", "cochran", "coleman", "columbus", "cook",
        "cousteau", "crick", "dagama", "darwin", "davinci", "diesel", "drake", "earhart", "eiffel", "ford", "fulton", "gagarin", "goddard", "heron",
        "hillary", "hudson", "humboldt", "imhotep", "johnson", "kingsley", "leonov", "lilienthal", "lindbergh", "lovelace", "magellan", "mclean",
        "montgolfier", "nansen", "newcomen", "norgay", "noether", "otis", "papin", "pascal", "piccard", "polo", "pytheas", "ride", "roebling", "savery",
        "scott", "shackleton", "sikorsky", "stark", "stephenson", "tasman", "telford", "tereshkova", "trevithick", "vespucci", "watt", "wright",
        "yeager", "zeppelin", "zheng",
    ];

    /// <summary>Reserves a name that is free.</summary>
    public static string Reserve(ContainerStore store, ContainerId id)
    {
        for (var attempt = 0; ; attempt++)
        {
            var name = $"{Pick(Moods)}_{Pick(Movers)}";
            var candidate = attempt < AttemptsWithoutNumber ? name : $"{name}{RandomNumberGenerator.GetInt32(10, 1000 * attempt)}";
            if (store.TryReserve(candidate, id, out _))
            {
                return candidate;
            }
        }
    }

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];
}
