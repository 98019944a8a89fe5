using System.Text;
using System.Text.Json;
using Gantry.Linux.Cgroups;
using Gantry.Runtime.Cgroups;

namespace Gantry.Runtime.Tests.Cgroups;

public sealed class StatisticsJsonTests
{
    [Fact]
    public void What_was_used_is_written_under_the_names_of_runc()
    {
        var statistics = new CgroupStatistics
        {
            Cpu = new CpuStatistics { TotalNanoseconds = 3, KernelNanoseconds = 1, UserNanoseconds = 2, PerProcessorNanoseconds = [1, 2], Periods = 4 },
            Memory = new MemoryStatistics
            {
                Usage = new MemoryUsage { Usage = 10, Peak = 20, Failures = 1, Limit = 30 },
                Cache = 5,
                Raw = new Dictionary<string, ulong> { ["anon"] = 6 },
            },
            Pids = new PidsStatistics { Current = 1, Limit = 2 },
            BlockIo = new BlockIoStatistics
            {
                ServiceBytes = [new BlockIoCount(8, 0, "Read", 512)],
                Serviced = [],
                Pressure = new Pressure { Some = new PressureLine(1.5, 0, 0, 9) },
            },
            Hugetlb = new Dictionary<string, HugetlbStatistics> { ["2MB"] = new() { Usage = 7, Peak = 8, Failures = 9 } },
        };

        Assert.Equal(
            """
            {"cpu":{"usage":{"total":3,"percpu":[1,2],"kernel":1,"user":2},"throttling":{"periods":4,"throttledPeriods":0,"throttledTime":0}},
            "memory":{"cache":5,"usage":{"limit":30,"usage":10,"max":20,"failcnt":1},"raw":{"anon":6}},"pids":{"current":1,"limit":2},
            "blkio":{"ioServiceBytesRecursive":[{"major":8,"minor":0,"op":"Read","value":512}],"ioServicedRecursive":[],
            "psi":{"some":{"avg10":1.5,"avg60":0,"avg300":0,"total":9},"full":{"avg10":0,"avg60":0,"avg300":0,"total":0}}},
            "hugetlb":{"2MB":{"usage":7,"max":8,"failcnt":9}}}
            """.ReplaceLineEndings(""),
            Written(statistics));
    }

    [Fact]
    public void Controllers_that_are_not_there_leave_empty_objects() =>
        Assert.Equal("""{"cpu":{},"memory":{},"pids":{},"blkio":{},"hugetlb":{}}""", Written(new CgroupStatistics()));

    private static string Written(CgroupStatistics statistics)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            StatisticsJson.Write(json, statistics);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
