namespace Gantry.Runtime.Cgroups.V2;

/// <summary>Turns the weights of cgroup v1, in which configurations speak, into those of v2.</summary>
public static class Weights
{
    private const ulong LeastShares = 2;
    private const ulong MostShares = 262144;
    private const ulong MostWeight = 10000;
    private const ulong LeastIoWeight = 10;
    private const ulong MostIoWeight = 1000;

    /// <summary>
    /// CPU shares (2 to 262144, default 1024) to a weight (1 to 10000, default 100): a curve through the least, the default
    /// and the most of both, as runc draws it since 1.3.2 and crun since 1.23.
    /// </summary>
    public static ulong FromShares(ulong shares)
    {
        if (shares <= LeastShares)
        {
            return 1;
        }

        if (shares >= MostShares)
        {
            return MostWeight;
        }

        var log = Math.Log2(shares);
        var exponent = (((log * log) + (125 * log)) / 612.0) - (7.0 / 34.0);
        return (ulong)Math.Ceiling(Math.Pow(10, exponent));
    }

    /// <summary>A blkio weight (10 to 1000) to an io weight (1 to 10000), linearly.</summary>
    /// <exception cref="CgroupException">The weight is outside of its range.</exception>
    public static ulong FromBlockIo(ulong weight) =>
        weight is >= LeastIoWeight and <= MostIoWeight
            ? 1 + ((weight - LeastIoWeight) * (MostWeight - 1) / (MostIoWeight - LeastIoWeight))
            : throw new CgroupException($"blockIO weight {weight} is not in {LeastIoWeight}-{MostIoWeight}");
}
