using System.Text;
using System.Text.Json;
using Gantry.Containers.Images.Changes;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Tests.Images.Changes;

public sealed class ConfigChangesTests
{
    private static readonly ImageConfig Given = new() { Env = ["PATH=/bin", "A=1"], WorkingDir = "/w", Cmd = ["given"] };

    private static string Apply(ImageConfig config, params string[] changes) => Encoding.UTF8.GetString(
        JsonSerializer.SerializeToUtf8Bytes(ConfigChanges.Apply(config, changes), ImageDocumentJson.Plain.ImageConfig));

    [Theory]
    [InlineData("CMD [\"a\", \"b c\"]", """{"Cmd":["a","b c"]}""")]
    [InlineData("cmd echo $HOME", """{"Cmd":["/bin/sh","-c","echo $HOME"]}""")]
    [InlineData("CMD [ -f x ] && y", """{"Cmd":["/bin/sh","-c","[ -f x ] && y"]}""")]
    [InlineData("CMD []", """{"Cmd":[]}""")]
    [InlineData("ENTRYPOINT [\"/init\"]", """{"Entrypoint":["/init"]}""")]
    [InlineData("ENV a=1 b='x y' c=\"p\\\"q\" d=z\\ w", """{"Env":["a=1","b=x y","c=p\"q","d=z w"]}""")]
    [InlineData("ENV name all that follows", """{"Env":["name=all that follows"]}""")]
    [InlineData("ENV a=b=c", """{"Env":["a=b=c"]}""")]
    [InlineData("LABEL k=v \"with space\"=w", """{"Labels":{"k":"v","with space":"w"}}""")]
    [InlineData("EXPOSE 80 53/udp 8000-8002", """{"ExposedPorts":{"53/udp":{},"80/tcp":{},"8000/tcp":{},"8001/tcp":{},"8002/tcp":{}}}""")]
    [InlineData("USER app:staff", """{"User":"app:staff"}""")]
    [InlineData("VOLUME /a /b", """{"Volumes":{"/a":{},"/b":{}}}""")]
    [InlineData("VOLUME [\"/a b\"]", """{"Volumes":{"/a b":{}}}""")]
    [InlineData("WORKDIR sub/../other", """{"WorkingDir":"/other"}""")]
    [InlineData("STOPSIGNAL SIGQUIT", """{"StopSignal":"SIGQUIT"}""")]
    [InlineData("HEALTHCHECK NONE", """{"Healthcheck":{"Test":["NONE"]}}""")]
    [InlineData("HEALTHCHECK --interval=1m30s --timeout=500ms --retries=3 CMD curl x",
        """{"Healthcheck":{"Test":["CMD-SHELL","curl x"],"Interval":90000000000,"Timeout":500000000,"Retries":3}}""")]
    [InlineData("HEALTHCHECK --start-period=1h --start-interval=1.5s CMD [\"true\"]",
        """{"Healthcheck":{"Test":["CMD","true"],"StartPeriod":3600000000000,"StartInterval":1500000000}}""")]
    [InlineData("ONBUILD RUN make", """{"OnBuild":["RUN make"]}""")]
    [InlineData("# a comment\nUSER x\n\n", """{"User":"x"}""")]
    public void Each_instruction_changes_its_part(string change, string json) => Assert.Equal(json, Apply(new(), change));

    [Theory]
    [InlineData("ENV B=$A C=${A}x D=${NONE:-def} E=${A:+set} F=${NONE:+set} G='$A' H=\\$A", "B=1", "C=1x", "D=def", "E=set", "F=", "G=$A", "H=$A")]
    [InlineData("ENV A=2 B=$A", "B=1")]
    [InlineData("ENV B=${NONE:-${A:-x}}y", "B=1y")]
    [InlineData("ENV B=$ C=a$", "B=$", "C=a$")]
    public void Variables_are_those_of_the_environment_before_the_instruction(string change, params string[] expected) =>
        Assert.Equal(["PATH=/bin", ChangedA(change), .. expected], ConfigChanges.Apply(Given, [change]).Env);

    [Fact]
    public void An_instruction_sees_what_the_one_before_it_set() =>
        Assert.Contains("B=2", ConfigChanges.Apply(Given, ["ENV A=2", "ENV B=$A"]).Env ?? []);

    [Fact]
    public void A_variable_that_is_there_is_replaced_in_its_place() =>
        Assert.Equal(["PATH=/x:/bin", "A=1"], ConfigChanges.Apply(Given, ["ENV PATH=/x:$PATH"]).Env);

    [Fact]
    public void A_relative_working_directory_goes_on_from_the_one_before() =>
        Assert.Equal("/w/sub", ConfigChanges.Apply(Given, ["WORKDIR sub"]).WorkingDir);

    [Fact]
    public void An_entry_point_takes_the_given_command_away_but_not_one_of_the_changes()
    {
        Assert.Null(ConfigChanges.Apply(Given, ["ENTRYPOINT [\"x\"]"]).Cmd);
        Assert.Equal(["y"], ConfigChanges.Apply(Given, ["CMD [\"y\"]", "ENTRYPOINT [\"x\"]"]).Cmd);
    }

    [Fact]
    public void The_images_own_shell_runs_shell_forms() =>
        Assert.Equal(["/bin/bash", "-ec", "x"], ConfigChanges.Apply(Given with { Shell = ["/bin/bash", "-ec"] }, ["CMD x"]).Cmd);

    [Theory]
    [InlineData("RUN make", "RUN is not a valid change command")]
    [InlineData("FROM x", "FROM is not a valid change command")]
    [InlineData("ENV", "ENV requires at least one argument")]
    [InlineData("ENV a", "ENV must have two arguments")]
    [InlineData("ENV a=1 b", "Syntax error - can't find = in \"b\". Must be of the form: name=value")]
    [InlineData("ENV =x", "ENV names can not be blank")]
    [InlineData("ENV a=\"x", "unexpected end of statement while looking for matching double-quote")]
    [InlineData("ENV a='x", "unexpected end of statement while looking for matching single-quote")]
    [InlineData("ENV a=${x", "failed to process \"${x\": syntax error: bad substitution")]
    [InlineData("LABEL", "LABEL requires at least one argument")]
    [InlineData("EXPOSE", "EXPOSE requires at least one argument")]
    [InlineData("EXPOSE x", "invalid containerPort: x")]
    [InlineData("EXPOSE 70000", "invalid containerPort: 70000")]
    [InlineData("EXPOSE 9-8", "invalid range specified for port: 9-8")]
    [InlineData("EXPOSE 80/x", "invalid proto: x")]
    [InlineData("USER", "USER requires exactly one argument")]
    [InlineData("VOLUME", "VOLUME requires at least one argument")]
    [InlineData("VOLUME [\"\"]", "VOLUME specified can not be an empty string")]
    [InlineData("VOLUME [1]", "only string type is allowed in JSON string arrays")]
    [InlineData("STOPSIGNAL NOPE", "invalid signal: NOPE")]
    [InlineData("HEALTHCHECK", "HEALTHCHECK requires at least one argument")]
    [InlineData("HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments")]
    [InlineData("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD")]
    [InlineData("HEALTHCHECK RUN x", "Unknown type \"RUN\" in HEALTHCHECK (try CMD)")]
    [InlineData("HEALTHCHECK --interval=1us CMD x", "--interval cannot be less than 1ms")]
    [InlineData("HEALTHCHECK --interval=1 CMD x", "time: invalid duration \"1\"")]
    [InlineData("HEALTHCHECK --nope=1 CMD x", "unknown flag: nope")]
    [InlineData("HEALTHCHECK --retries=-1 CMD x", "--retries cannot be less than 0 (-1)")]
    [InlineData("ONBUILD", "ONBUILD requires at least one argument")]
    [InlineData("ONBUILD ONBUILD RUN x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")]
    [InlineData("ONBUILD FROM x", "FROM isn't allowed as an ONBUILD trigger")]
    public void What_an_instruction_cannot_be_is_refused_in_Dockers_words(string change, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidException>(() => ConfigChanges.Apply(Given, [change])).Message);

    [Fact]
    public void Variables_within_variables_have_an_end()
    {
        var nested = "ENV a=" + string.Concat(Enumerable.Repeat("${x:-", 100_000));
        Assert.Equal("variables are nested more than 32 deep", Assert.Throws<InvalidException>(() => ConfigChanges.Apply(Given, [nested])).Message);
    }

    private static string ChangedA(string change) => change.Contains(" A=2", StringComparison.Ordinal) ? "A=2" : "A=1";
}
