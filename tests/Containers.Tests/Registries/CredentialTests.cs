using System.Text;
using Gantry.Containers.Registries;
using Microsoft.AspNetCore.Http;

namespace Gantry.Containers.Tests.Registries;

/// <summary>Who is told a password or a token, and who is not.</summary>
public sealed class CredentialTests : IAsyncLifetime
{
    private static readonly RegistryCredentials Someone = new() { Username = "user", Password = "secret" };

    private static readonly string Basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:secret"));

    private RegistryTestRoot? _root;
    private TestRegistry? _tokens;

    private RegistryTestRoot Root => _root ?? throw new InvalidOperationException("not started");

    private TestRegistry Registry => Root.Registry;

    /// <summary>Another server, on another port of the same machine.</summary>
    private TestRegistry Other => _tokens ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => (_root, _tokens) = (await RegistryTestRoot.Start(), await TestRegistry.Start());

    public async ValueTask DisposeAsync()
    {
        await Root.DisposeAsync();
        await Other.DisposeAsync();
    }

    [Fact]
    public async Task Basic_credentials_are_sent_once_they_are_asked_for()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer());
        Registry.Instead = http => Require(http, Basic, "Basic realm=\"x\"");
        await Root.PullAsync("box:1", new() { Credentials = Someone });
        Assert.Equal("", Registry.Requests.First().Authorization);
        Assert.All(Registry.Requests.Skip(1), request => Assert.Equal(Basic, request.Authorization));
    }

    [Fact]
    public async Task Without_credentials_the_message_is_Docker_s()
    {
        Registry.Instead = http => Require(http, Basic, "Basic realm=\"x\"");
        var failure = await Assert.ThrowsAsync<RegistryException>(() => Root.PullAsync("box:1"));
        Assert.Equal($"Get \"http://{Registry.Authority}/v2/box/manifests/1\": no basic auth credentials", failure.Message);
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_kept()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer());
        Registry.Instead = http => Require(http, "Bearer t1", $"Bearer realm=\"http://{Other.Authority}/token?x=1\",service=\"reg,istry\",scope=\"repository:box:pull\"");
        Other.Instead = Answer("""{"token":"t1","expires_in":300}""");
        await Root.PullAsync("box:1", new() { Credentials = Someone });
        Registry.AddImage("2", RegistryTestRoot.Layer("b"));
        await Root.PullAsync("box:2", new() { Credentials = Someone });
        var asked = Assert.Single(Other.Requests);
        Assert.Equal(("GET", "/token?x=1&account=user&scope=repository%3Abox%3Apull&service=reg%2Cistry", Basic), asked);
    }

    [Fact]
    public async Task A_token_that_is_no_good_any_more_is_replaced()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer());
        var current = "t1";
        Registry.Instead = http => Require(http, "Bearer " + current, $"Bearer realm=\"http://{Other.Authority}/token\",service=\"s\",error=\"invalid_token\"");
        Other.Instead = http => Answer($$"""{"access_token":"{{current}}"}""")(http);
        await Root.PullAsync("box:1");
        current = "t2";
        Registry.AddImage("2", RegistryTestRoot.Layer("b"));
        await Root.PullAsync("box:2");
        Assert.Equal(2, Other.Requests.Count);
    }

    [Fact]
    public async Task An_identity_token_is_sent_as_a_refresh_token_and_not_as_a_password()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer());
        var form = "";
        Registry.Instead = http => Require(http, "Bearer t1", $"Bearer realm=\"http://{Other.Authority}/token\",service=\"s\"");
        Other.Instead = async http =>
        {
            form = await new StreamReader(http.Request.Body).ReadToEndAsync();
            return await Answer("""{"access_token":"t1"}""")(http);
        };
        await Root.PullAsync("box:1", new() { Credentials = new() { IdentityToken = "idt" } });
        Assert.Equal("grant_type=refresh_token&service=s&client_id=docker&scope=repository%3Abox%3Apull&refresh_token=idt", form);
    }

    [Fact]
    public async Task A_token_that_does_not_reach_far_enough_is_a_denial()
    {
        Registry.Instead = http => Require(http, "Bearer never", $"Bearer realm=\"http://{Other.Authority}/token\",service=\"s\",error=\"{(http.Request.Headers.Authorization.Count > 0 ? "insufficient_scope" : "")}\"");
        Other.Instead = Answer("""{"token":"t1"}""");
        var failure = await Assert.ThrowsAsync<NotFoundException>(() => Root.PullAsync("box:1"));
        Assert.Equal(
            $"pull access denied for {Registry.Authority}/box, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
            failure.Message);
    }

    [Theory]
    [InlineData("http://tokens.example.com/token", "wants its password sent without TLS to tokens.example.com: refused")]
    [InlineData("http://localhost.example.com:5000/token", "wants its password sent without TLS to localhost.example.com:5000: refused")]
    [InlineData("file:///etc/passwd", "names no token service that could be asked")]
    [InlineData("", "names no token service that could be asked")]
    public async Task A_token_service_elsewhere_is_not_told_the_password_without_TLS(string realm, string message)
    {
        Registry.Instead = http => Require(http, "Bearer t1", $"Bearer realm=\"{realm}\",service=\"s\"");
        var failure = await Assert.ThrowsAsync<RegistryException>(() => Root.PullAsync("box:1", new() { Credentials = Someone }));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_are_never_sent_to_a_redirects_host()
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer());
        Other.Blobs[manifest.Layers[0].Digest] = Registry.Blobs[manifest.Layers[0].Digest];
        Registry.Instead = async http =>
        {
            var isLayer = http.Request.Path.Value!.EndsWith(manifest.Layers[0].Digest.ToString(), StringComparison.Ordinal);
            if (await Require(http, Basic, "Basic realm=\"x\"") || !isLayer)
            {
                return http.Response.StatusCode == 401;
            }

            http.Response.Redirect($"http://{Other.Authority}{http.Request.Path}");
            return true;
        };
        await Root.PullAsync("box:1", new() { Credentials = Someone });
        Assert.Equal(("GET", ""), Other.Requests.Select(request => (request.Method, request.Authorization)).Single());
    }

    [Fact]
    public async Task A_login_is_verified_by_the_registry_itself()
    {
        Registry.Instead = http => Require(http, Basic, "Basic realm=\"x\"");
        Assert.Equal("", await Root.Access.LoginAsync(Registry.Authority, Someone, TestContext.Current.CancellationToken));
        var failure = await Assert.ThrowsAsync<UnauthorizedException>(
            () => Root.Access.LoginAsync(Registry.Authority, Someone with { Password = "wrong" }, TestContext.Current.CancellationToken));
        Assert.Equal($"login attempt to http://{Registry.Authority}/v2/ failed with status: 401 Unauthorized", failure.Message);
    }

    [Fact]
    public async Task A_login_by_token_service_brings_the_identity_token()
    {
        Registry.Instead = http => Require(http, "Bearer t1", $"Bearer realm=\"http://{Other.Authority}/token\",service=\"s\"");
        Other.Instead = async http => http.Request.Headers.Authorization == Basic
            ? await Answer("""{"token":"t1","refresh_token":"idt"}""")(http)
            : await TestRegistry.Refuse(http, 401, "UNAUTHORIZED", "incorrect username or password");
        Assert.Equal("idt", await Root.Access.LoginAsync(Registry.Authority, Someone, TestContext.Current.CancellationToken));
        var failure = await Assert.ThrowsAsync<UnauthorizedException>(
            () => Root.Access.LoginAsync(Registry.Authority, Someone with { Password = "wrong" }, TestContext.Current.CancellationToken));
        Assert.Equal($"Get \"http://{Registry.Authority}/v2/\": unauthorized: incorrect username or password", failure.Message);
    }

    private static async Task<bool> Require(HttpContext http, string authorization, string challenge)
    {
        if (http.Request.Headers.Authorization == authorization)
        {
            return false;
        }

        http.Response.Headers.WWWAuthenticate = challenge;
        return await TestRegistry.Refuse(http, 401, "UNAUTHORIZED", "authentication required");
    }

    private static Func<HttpContext, Task<bool>> Answer(string json) => async http =>
    {
        await http.Response.WriteAsync(json);
        return true;
    };
}
